package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our chart installed on a {@link Kubernetes}; in place of its pods, replicas of the control plane
 * that read it as the chart's service account, and one proxy of the Gateway {@code
 * agentgateway-system/agentgateway-route}.
 */
public final class ClusterPlanes implements AutoCloseable {
  /** Where the control plane and the Gateway are. */
  public static final String NAMESPACE = "agentgateway-system";

  /** What the Gateways of the test are given; nothing runs it. */
  public static final String PROXY_IMAGE = "agentgateway/proxy:test";

  private static final String ACCOUNT = "agentgateway-control-plane";

  /** Resolves to an address for each replica that there may be. */
  private static final String HOST = "control-plane.test";

  private static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final Path kubeconfig;
  private final int gatewayPort = Ports.free();
  private final int xdsPort = Ports.free();
  private final List<Replica> replicas = new ArrayList<>();
  private final ProxyTrust trust;
  private @Nullable Process dataPlane;
  private Replica first;

  /** One control plane. */
  public record Replica(String name, Process process, int dashboardPort, int metricsPort) {}

  private ClusterPlanes(Kubernetes kubernetes, Path directory, int apiServerPort)
      throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    kubernetes.helm(
        "install",
        "agentgateway",
        Kubernetes.charts().resolve("agentgateway").toString(),
        "--namespace=" + NAMESPACE,
        "--set=image.controlPlane=agentgateway/control-plane:test,image.proxy=" + PROXY_IMAGE);
    kubeconfig = kubernetes.kubeconfigOf(ACCOUNT, NAMESPACE, apiServerPort);
    first = startReplica("control-plane", ADDRESSES.getFirst());
    trust = new ProxyTrust(kubernetes, directory);
  }

  /** Starts a control plane and a proxy; the namespace must be there. */
  public static ClusterPlanes start(Kubernetes kubernetes, Path directory)
      throws IOException, InterruptedException {
    ClusterPlanes planes = startControlPlane(kubernetes, directory, kubernetes.port());
    planes.startDataPlane(ADDRESSES);
    return planes;
  }

  /** Starts a control plane that finds the API server on a port. */
  public static ClusterPlanes startControlPlane(
      Kubernetes kubernetes, Path directory, int apiServerPort)
      throws IOException, InterruptedException {
    return new ClusterPlanes(kubernetes, directory, apiServerPort);
  }

  /**
   * Starts the proxy.
   *
   * @param addresses what the control plane's name resolves to, in this order
   */
  public void startDataPlane(List<String> addresses) throws IOException, InterruptedException {
    StringBuilder hosts = new StringBuilder();
    addresses.forEach(address -> hosts.append(address).append(' ').append(HOST).append('\n'));
    Path file = Files.writeString(directory.resolve("hosts"), hosts);
    List<String> command =
        new ArrayList<>(
            List.of(
                "data-plane",
                "--xds",
                HOST + ":" + xdsPort,
                "--gateway",
                NAMESPACE + "/agentgateway-route",
                "--id",
                "proxy",
                "--metrics-port",
                "" + Ports.free(),
                "--readiness-port",
                "" + Ports.free(),
                "--admin-port",
                "" + Ports.free(),
                "--state-dir",
                directory.resolve("proxy").toString()));
    command.addAll(trust.flags(NAMESPACE, "agentgateway-route"));
    dataPlane =
        Launcher.start(
            directory.resolve("proxy.log"),
            Map.of("AGENTGATEWAY_JAVA_OPTS", "-Djdk.net.hosts.file=" + file),
            command.toArray(String[]::new));
  }

  /** The address that a replica serves proxies at. */
  public static String address(int index) {
    return ADDRESSES.get(index);
  }

  /** What proxies trust and show. */
  public ProxyTrust trust() {
    return trust;
  }

  /** The port that control planes answer xDS at. */
  public int xdsPort() {
    return xdsPort;
  }

  /** The control plane that was started first. */
  public Replica first() {
    return first;
  }

  /** Starts the first control plane again. */
  public void restartFirst() {
    first = startReplica("control-plane", ADDRESSES.getFirst());
  }

  /** Starts a second control plane. */
  public Replica startSecond() {
    return startReplica("second", ADDRESSES.getLast());
  }

  private Replica startReplica(String name, String address) {
    int dashboardPort = Ports.free();
    int metricsPort = Ports.free();
    Process process =
        Launcher.start(
            directory.resolve(name + ".log"),
            Map.of("KUBECONFIG", kubeconfig.toString()),
            "control-plane",
            "--bind",
            address,
            "--xds-port",
            "" + xdsPort,
            "--dashboard-port",
            "" + dashboardPort,
            "--metrics-port",
            "" + metricsPort,
            "--proxy-image",
            PROXY_IMAGE,
            "--state-dir",
            directory.resolve(name).toString());
    Replica replica = new Replica(name, process, dashboardPort, metricsPort);
    replicas.add(replica);
    return replica;
  }

  /** The port that the Gateway of the test listens on. */
  public int gatewayPort() {
    return gatewayPort;
  }

  /** Status of the Gateway's answer to a GET; 0 where nothing listens. */
  public int statusOf(String path) throws InterruptedException {
    try {
      return get("http://127.0.0.1:" + gatewayPort + path).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Waits until a replica has read everything. */
  public void awaitReady(Replica replica) {
    Await.untilTrue(
        replica.name() + " is ready", () -> page(replica, "/readyz").statusCode() == 200);
  }

  /** The answer of a path of a control plane's dashboard. */
  public HttpResponse<String> page(Replica replica, String path)
      throws IOException, InterruptedException {
    return get("http://127.0.0.1:" + replica.dashboardPort() + path);
  }

  /** What a part printed. */
  public String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  @Override
  public void close() {
    replicas.forEach(replica -> end(replica.process()));
    if (dataPlane != null) {
      end(dataPlane);
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
