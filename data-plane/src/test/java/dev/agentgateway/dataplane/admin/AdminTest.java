package dev.agentgateway.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.xds.ResourceType;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdminTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final AtomicReference<Readiness> readiness =
      new AtomicReference<>(new Readiness(true, "ready"));
  private final HttpClient client = HttpClient.newHttpClient();
  private Admin admin;

  @BeforeEach
  void open() throws IOException {
    admin = Admin.open(sources(), ANY_PORT, ANY_PORT, ANY_PORT);
  }

  @AfterEach
  void close() {
    admin.close();
    client.close();
  }

  @Test
  void theDumpShowsWhatIsServedRefusedAndIgnoredAndNoSecret() throws Exception {
    HttpResponse<String> answer = get(admin.adminUrl() + "/config_dump");
    assertThat(answer.body()).doesNotContain("swordfish");
    JsonNode dump = new ObjectMapper().readTree(answer.body());
    assertThat(dump.at("/config/secrets/s/value").asText()).isEqualTo("***");
    JsonNode listeners = dump.at("/resources/envoy.config.listener.v3.Listener");
    assertThat(listeners.at("/accepted/good/version").asText()).isEqualTo("v1");
    assertThat(listeners.at("/accepted/good/ignored/0").asText()).isEqualTo("use_original_dst");
    assertThat(listeners.at("/rejected/bad/reason").asText()).isEqualTo("no address");
  }

  @Test
  void readinessFollowsItsSource() throws Exception {
    assertThat(get(admin.readinessUrl()).statusCode()).isEqualTo(200);
    readiness.set(new Readiness(false, "draining"));
    HttpResponse<String> answer = get(admin.readinessUrl());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("draining\n");
  }

  @Test
  void metricsArePrometheusText() throws Exception {
    HttpResponse<String> answer = get(admin.metricsUrl());
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body()).isEqualTo("up 1\n");
  }

  @Test
  void statsHoldTheLedgerAndTheStateOfTheStream() throws Exception {
    JsonNode stats = new ObjectMapper().readTree(get(admin.adminUrl() + "/stats").body());
    assertThat(stats.at("/spans/started").asInt()).isEqualTo(3);
    assertThat(stats.at("/spans/dropped/queue_full").asInt()).isEqualTo(1);
    assertThat(stats.at("/xds/types/envoy.config.listener.v3.Listener/rejected").asInt())
        .isEqualTo(1);
  }

  @Test
  void aLevelIsSetAndAnUnknownOneIsRefused() throws Exception {
    String url = admin.adminUrl() + "/logging?logger=dev.agentgateway.test&level=";
    assertThat(post(url + "debug").body()).contains("dev.agentgateway.test: DEBUG\n");
    HttpResponse<String> refused = post(url + "loud");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("'loud'");
    assertThat(get(admin.adminUrl() + "/logging").body()).contains("test: DEBUG");
  }

  @Test
  void aForeignHostIsRefused() throws Exception {
    URI url = URI.create(admin.adminUrl());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /config_dump HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void aTakenPortIsNamedWithTheFlagThatChoosesAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      assertThatThrownBy(() -> Admin.open(sources(), ANY_PORT, address, ANY_PORT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("--metrics-port")
          .hasMessageContaining(":" + taken.getLocalPort());
    }
  }

  private HttpResponse<String> get(String url) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private AdminSources sources() {
    ProxyConfig config =
        new ProxyConfig(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of("s", new SecretConfig("s", "swordfish")));
    XdsStatus.TypeStatus listeners =
        new XdsStatus.TypeStatus(
            Map.of(
                "good", new XdsStatus.Accepted("v1", Instant.EPOCH, List.of("use_original_dst"))),
            Map.of("bad", new XdsStatus.Rejected("v2", "no address", Instant.EPOCH)),
            Optional.empty());
    XdsStatus status =
        new XdsStatus(
            XdsStatus.INITIAL.connection(), false, Map.of(ResourceType.LISTENER, listeners));
    SpanLedger ledger =
        SpanLedger.newBuilder().setStarted(3).setExported(2).putDropped("queue_full", 1).build();
    return new AdminSources(
        () -> config,
        () -> status,
        List::of,
        List::of,
        () -> ledger,
        _ -> "up 1\n",
        readiness::get);
  }
}
