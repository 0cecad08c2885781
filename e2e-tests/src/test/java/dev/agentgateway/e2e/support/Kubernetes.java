package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real etcd and kube-apiserver under RBAC authorization, with the Gateway API and our kinds
 * installed. There are no nodes: whatever serves is a process of the test.
 */
public final class Kubernetes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMIN_TOKEN = "admin-token";

  private final Path programs =
      Path.of(
          Objects.requireNonNull(
              System.getenv("AGENTGATEWAY_TEST_KUBERNETES"),
              "AGENTGATEWAY_TEST_KUBERNETES is not set (run ./agentgateway test --all)"));
  private final Path directory;
  private final int port = Ports.free();
  private final int etcdPort = Ports.free();
  private final Process etcd;
  private Process apiServer;

  private Kubernetes(Path directory) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    String etcdUrl = "http://127.0.0.1:" + etcdPort;
    String peerUrl = "http://127.0.0.1:" + Ports.free();
    etcd =
        launch(
            "etcd",
            List.of(
                "--data-dir=" + directory.resolve("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + etcdUrl,
                "--advertise-client-urls=" + etcdUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=default=" + peerUrl));
    Files.writeString(directory.resolve("sa.key"), privateKey());
    Files.writeString(
        directory.resolve("tokens.csv"), ADMIN_TOKEN + ",admin,admin,\"system:masters\"\n");
    apiServer = launchApiServer();
    writeKubeconfig("admin", ADMIN_TOKEN, port);
    awaitReady();
  }

  /** Starts both and installs all kinds. */
  public static Kubernetes start(Path directory) throws IOException, InterruptedException {
    Kubernetes kubernetes = new Kubernetes(directory);
    kubernetes.install();
    return kubernetes;
  }

  private void install() throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(programs.resolve("gateway-api"))) {
      for (Path file : files.sorted().toList()) {
        kubectl("apply", "--server-side", "-f", file.toString());
      }
    }
    kubectl("apply", "-f", charts().resolve("agentgateway-crds/templates").toString());
    kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
  }

  /** The directory of our charts. */
  public static Path charts() {
    return Launcher.home().resolve("deploy/helm");
  }

  /**
   * Runs kubectl as an administrator and returns what it printed.
   *
   * @throws AssertionError where it fails, with what it printed
   */
  public String kubectl(String... arguments) throws IOException, InterruptedException {
    Result result = tryKubectl(Optional.empty(), arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError("kubectl " + List.of(arguments) + ": " + result.output());
    }
    return result.output();
  }

  /** Runs helm as an administrator and returns what it printed. */
  public String helm(String... arguments) throws IOException, InterruptedException {
    Result result = run("helm", Optional.empty(), arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError("helm " + List.of(arguments) + ": " + result.output());
    }
    return result.output();
  }

  /** Applies objects and returns how it ended. */
  public Result tryApply(String yaml) throws IOException, InterruptedException {
    return tryKubectl(Optional.of(yaml), "apply", "-f", "-");
  }

  /** Applies objects. */
  public void apply(String yaml) throws IOException, InterruptedException {
    Result result = tryApply(yaml);
    if (result.exitCode() != 0) {
      throw new AssertionError(result.output());
    }
  }

  /** An object as it is stored. */
  public JsonNode get(String kind, String namespace, String name)
      throws IOException, InterruptedException {
    return JSON.readTree(kubectl("get", kind, name, "-n", namespace, "-o", "json"));
  }

  /** A finished kubectl. */
  public record Result(int exitCode, String output) {}

  private Result tryKubectl(Optional<String> input, String... arguments)
      throws IOException, InterruptedException {
    return run("kubectl", input, arguments);
  }

  private Result run(String program, Optional<String> input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve(program).toString());
    command.add("--kubeconfig=" + directory.resolve("admin"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, program, ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.orElse("").getBytes(StandardCharsets.UTF_8));
    } catch (IOException goneAlready) {
      // What it printed says why.
    }
    int code = process.waitFor();
    String text = Files.readString(output);
    Files.delete(output);
    return new Result(code, text);
  }

  /**
   * Writes a kubeconfig for a service account and returns where it is.
   *
   * @param apiServerPort where it finds the API server, such as a relay's port
   */
  public Path kubeconfigOf(String serviceAccount, String namespace, int apiServerPort)
      throws IOException, InterruptedException {
    String token =
        kubectl("create", "token", serviceAccount, "-n", namespace, "--duration=12h").strip();
    return writeKubeconfig(serviceAccount, token, apiServerPort);
  }

  /** The API server for an administrator, without kubectl. */
  public KubernetesApi api() throws Exception {
    return new KubernetesApi(port, certificates().resolve("apiserver.crt"), ADMIN_TOKEN);
  }

  /** The API server's port on loopback. */
  public int port() {
    return port;
  }

  /** Ends the API server as a crash does. */
  public void killApiServer() throws InterruptedException {
    apiServer.destroyForcibly().waitFor();
  }

  /** Starts it again on its port. */
  public void startApiServer() throws IOException, InterruptedException {
    apiServer = launchApiServer();
    awaitReady();
  }

  /** An address of this machine that an EndpointSlice may hold: not a loopback one. */
  public static InetAddress address() throws IOException, InterruptedException {
    Optional<InetAddress> found = findAddress();
    if (found.isEmpty()) {
      new ProcessBuilder("ip", "address", "add", "10.99.0.1/32", "dev", "lo").start().waitFor();
      found = findAddress();
    }
    return found.orElseThrow(() -> new AssertionError("no address but loopback ones"));
  }

  private static Optional<InetAddress> findAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(each -> each instanceof Inet4Address)
        .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
        .findFirst();
  }

  @Override
  public void close() {
    for (Process process : List.of(apiServer, etcd)) {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Process launchApiServer() throws IOException {
    return launch(
        "kube-apiserver",
        List.of(
            "--etcd-servers=http://127.0.0.1:" + etcdPort,
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + directory.resolve("sa.key"),
            "--service-account-signing-key-file=" + directory.resolve("sa.key"),
            "--authorization-mode=RBAC",
            "--token-auth-file=" + directory.resolve("tokens.csv"),
            "--cert-dir=" + certificates(),
            "--bind-address=127.0.0.1",
            "--secure-port=" + port,
            "--advertise-address=10.0.0.1",
            "--endpoint-reconciler-type=none",
            "--enable-priority-and-fairness=false"));
  }

  private Process launch(String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve(program).toString());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve(program + ".log").toFile()))
        .start();
  }

  private void awaitReady() {
    Await.untilTrue(
        "the API server is ready",
        () -> tryKubectl(Optional.empty(), "get", "--raw", "/readyz").exitCode() == 0);
  }

  private Path certificates() {
    return directory.resolve("certificates");
  }

  private Path writeKubeconfig(String user, String token, int apiServerPort) throws IOException {
    return Files.writeString(
        directory.resolve(user),
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}
        users: [{name: %s, user: {token: "%s"}}]
        contexts: [{name: test, context: {cluster: test, user: %s}}]
        current-context: test
        """
            .formatted(apiServerPort, certificates().resolve("apiserver.crt"), user, token, user));
  }

  private static String privateKey() {
    try {
      var generator = java.security.KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
