package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A stock Envoy with nothing but an ADS bootstrap. */
public final class Envoy implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Process process;
  private final int adminPort;
  private final int port;

  private Envoy(Process process, int adminPort, int port) {
    this.process = process;
    this.adminPort = adminPort;
    this.port = port;
  }

  /**
   * Starts Envoy.
   *
   * @param gateway NAMESPACE/NAME
   * @param apiType DELTA_GRPC or GRPC
   * @param port port of the Gateway's listener
   */
  public static Envoy start(Path directory, int xdsPort, String gateway, String apiType, int port)
      throws IOException {
    String binary =
        Objects.requireNonNull(
            System.getenv("AGENTGATEWAY_TEST_ENVOY"),
            "AGENTGATEWAY_TEST_ENVOY is not set (run ./agentgateway test --all)");
    int adminPort = Ports.free();
    Path bootstrap = directory.resolve("envoy.yaml");
    Files.writeString(bootstrap, bootstrap(xdsPort, apiType, adminPort));
    Process process =
        new ProcessBuilder(
                binary,
                "--service-cluster",
                gateway,
                "--service-node",
                "envoy",
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "-c",
                bootstrap.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("envoy.log").toFile())
            .start();
    return new Envoy(process, adminPort, port);
  }

  private static String bootstrap(int xdsPort, String apiType, int adminPort) {
    return """
        admin:
          address: {socket_address: {address: 127.0.0.1, port_value: %d}}
        dynamic_resources:
          ads_config:
            api_type: %s
            transport_api_version: V3
            grpc_services: [{envoy_grpc: {cluster_name: control-plane}}]
          cds_config: {ads: {}, resource_api_version: V3}
          lds_config: {ads: {}, resource_api_version: V3}
        static_resources:
          clusters:
          - name: control-plane
            type: STATIC
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {}}
            load_assignment:
              cluster_name: control-plane
              endpoints:
              - lb_endpoints:
                - endpoint:
                    address: {socket_address: {address: 127.0.0.1, port_value: %d}}
        """
        .formatted(adminPort, apiType, xdsPort);
  }

  /** Asks a path of its listener. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return ask(port, path);
  }

  /** Updates of any kind that it refused. */
  public long rejectedUpdates() throws IOException, InterruptedException {
    return ask(adminPort, "/stats?filter=update_rejected")
        .body()
        .lines()
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpResponse<String> ask(int port, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
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
