package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.TraceReceiver;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The images in containers that are as bare as their pods: another user, a read-only root, no
 * capabilities. Runs where a Docker engine answers; one older than 25 with {@code
 * -Dapi.version=1.41}.
 */
final class ImagesTest {
  private static final String TAG = "test";

  @TempDir static Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int gatewayPort = Ports.free();
  private final int xdsPort = Ports.free();
  private final int dashboardPort = Ports.free();
  private final int echoPort = Ports.free();

  @Test
  void imagesOfBothPlanesServeARequestAndTraceIt() throws Exception {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
    loadImages();
    try (TraceReceiver collector = TraceReceiver.grpc(0);
        GenericContainer<?> echo =
            container("samples", "echo", "--port=" + echoPort, "--bind=127.0.0.1");
        GenericContainer<?> controlPlane =
            container(
                "control-plane",
                "--source=/objects",
                "--xds-port=" + xdsPort,
                "--dashboard-port=" + dashboardPort,
                "--otlp-grpc-port=" + Ports.free(),
                "--otlp-http-port=" + Ports.free(),
                "--state-dir=/var/lib/agentgateway");
        GenericContainer<?> proxy =
            container(
                "proxy",
                "--xds=127.0.0.1:" + xdsPort,
                "--gateway=test/edge",
                "--admin-port=" + Ports.free(),
                "--metrics-port=" + Ports.free(),
                "--readiness-port=" + Ports.free(),
                "--state-dir=/var/lib/agentgateway")) {
      Path objects = readable(Files.createDirectories(directory.resolve("objects")));
      Files.writeString(objects.resolve("objects.yaml"), objects(collector.port()));
      for (GenericContainer<?> each : new GenericContainer<?>[] {echo, controlPlane, proxy}) {
        each.start();
      }
      try {
        Await.untilTrue(
            "the control plane is ready", () -> get(dashboardPort, "/readyz").statusCode() == 200);
        Await.untilTrue("the route serves", () -> get(gatewayPort, "/echo").statusCode() == 200);
      } catch (AssertionError e) {
        throw new AssertionError(controlPlane.getLogs() + proxy.getLogs() + echo.getLogs(), e);
      }
      assertThat(get(gatewayPort, "/echo").body()).contains("\"path\":\"/echo\"");
      Await.untilTrue("its spans arrive", () -> collector.spans() >= 2);
      assertThat(get(dashboardPort, "/api/v1/proxies").body()).contains("\"synced\"");
    }
  }

  private static void loadImages() throws Exception {
    Path images = directory.resolve("images");
    Path base = directory.resolve("base.tar");
    Process building =
        new ProcessBuilder(
                Launcher.home().resolve("e2e-tests/build-base-image").toString(), base.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(building.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(building.waitFor()).as(output).isZero();
    Launcher.Result built =
        Launcher.run("images", "--tar", images.toString(), "--tag", TAG, "--base", "tar://" + base);
    assertThat(built.exitCode()).as(built.output()).isZero();
    assertThat(built.output()).contains("helm install agentgateway", "agentgateway-proxy:" + TAG);
    DockerClient docker = DockerClientFactory.instance().client();
    for (String name : new String[] {"control-plane", "proxy", "samples"}) {
      try (InputStream tar =
          Files.newInputStream(images.resolve("agentgateway-" + name + ".tar"))) {
        docker.loadImageCmd(tar).exec();
      }
    }
  }

  private static GenericContainer<?> container(String image, String... arguments) {
    return new GenericContainer<>(DockerImageName.parse("agentgateway-" + image + ":" + TAG))
        .withNetworkMode("host")
        .withCommand(arguments)
        .withCreateContainerCmdModifier(
            command -> {
              HostConfig host = Objects.requireNonNull(command.getHostConfig());
              host.withReadonlyRootfs(true)
                  .withCapDrop(Capability.ALL)
                  .withTmpFs(
                      Map.of(
                          "/tmp", "mode=1777,exec", "/var/lib/agentgateway", "uid=10101,mode=700"))
                  .withBinds(Bind.parse(directory.resolve("objects") + ":/objects:ro"));
            });
  }

  /** A directory whose files every user may read. */
  private static Path readable(Path objects) throws Exception {
    for (Path each : new Path[] {directory, objects}) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return objects;
  }

  private String objects(int collectorPort) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: agentgateway}
        spec: {controllerName: agentgateway.dev/agentgateway}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: test}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners: [{name: http, protocol: HTTP, port: %d}]
        ---
        """
            .formatted(gatewayPort)
        + Manifests.all(
            Manifests.route("echo", "/echo", "echo"),
            Manifests.backend("echo", "127.0.0.1", echoPort),
            Manifests.backend("collector", "127.0.0.1", collectorPort),
            Manifests.tracing("collector", "GRPC"));
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
