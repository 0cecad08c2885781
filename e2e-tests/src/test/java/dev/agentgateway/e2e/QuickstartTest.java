package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.CountingCollector;
import dev.agentgateway.e2e.support.Quickstart;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be chosen about a quickstart. */
final class QuickstartTest {

  @Test
  void tracesGoToTheReadersOwnBackendToo(@TempDir Path state) throws Exception {
    try (CountingCollector backend = CountingCollector.start(0);
        Quickstart quickstart =
            Quickstart.start(state, "--no-agent", "--otlp", "grpc://127.0.0.1:" + backend.port())) {
      String traceId = "cccccccccccccccccccccccccccccccc";
      quickstart.get("/echo/x", "traceparent", "00-" + traceId + "-2222222222222222-01");

      quickstart.spans(traceId, 2);
      long kept = quickstart.api("telemetry").path("total").path("exported").asLong();
      Await.untilTrue("the backend got every span", () -> backend.spans() >= kept);
    }
  }

  @Test
  void replicasShareTheListenerPort(@TempDir Path state) throws Exception {
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent", "--replicas", "2")) {
      Await.untilTrue(
          "both replicas are in sync",
          () -> {
            JsonNode proxies = quickstart.api("proxies").path("items");
            return proxies.size() == 2
                && proxies.path(0).path("sync").asText().equals("synced")
                && proxies.path(1).path("sync").asText().equals("synced");
          });
      Await.untilTrue(
          "both take requests",
          () -> {
            // The kernel picks a replica for each connection.
            requestOnAConnectionOfItsOwn(quickstart);
            JsonNode proxies = quickstart.api("proxies").path("items");
            return proxies.path(0).path("load").path("requests").asLong() > 0
                && proxies.path(1).path("load").path("requests").asLong() > 0;
          });
      assertThat(quickstart.stop()).as("stops in time").isTrue();
    }
  }

  private static void requestOnAConnectionOfItsOwn(Quickstart quickstart) throws Exception {
    try (Socket socket =
        new Socket(quickstart.gateway().getHost(), quickstart.gateway().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /echo/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200");
    }
  }
}
