package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.CountingCollector;
import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.McpSession;
import dev.agentgateway.e2e.support.Node;
import dev.agentgateway.e2e.support.OpenStreams;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Planes.DataPlane;
import dev.agentgateway.e2e.support.Relay;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data planes come and go under load. */
final class ScalingTest {
  private static final int STREAMS = 12;

  @Test
  void requestsStreamsAndSessionsOutliveAnyDataPlane(@TempDir Path directory) throws Exception {
    try (Upstream upstream = Upstream.start("up");
        OpenStreams events = OpenStreams.start();
        Node.Server tools = Node.everything(directory);
        CountingCollector collector = CountingCollector.start(0);
        Planes planes = Planes.start(directory)) {
      planes.write("collector.yaml", traced(collector.port()));
      planes.write(
          "routes.yaml",
          Manifests.all(
              Manifests.backend("up", "127.0.0.1", upstream.port()),
              Manifests.route("up", "/up", "up"),
              Manifests.backend("events", "127.0.0.1", events.port()),
              Manifests.route("events", "/events", "events"),
              mcp(tools.url().getPort()),
              Manifests.route("tools", "/mcp", "tools")));
      DataPlane first = planes.startDataPlane("one");
      planes.awaitRoute("/up");
      McpSession session = McpSession.open(planes.gatewayUrl());
      Load load = Load.start(planes.gatewayUrl().resolve("/up"));
      Calls calls = new Calls(session);
      events.read(planes.gatewayUrl().resolve("/events"), STREAMS);

      // Without a control plane it has nothing to serve, and takes no connection.
      planes.xds().refuse();
      List<DataPlane> more = new ArrayList<>();
      more.add(planes.startDataPlane("two"));
      Await.untilTrue(
          "it says that it is not ready",
          () -> planes.readiness(more.getFirst()).statusCode() == 503);
      load.awaitMore(500);
      assertThat(planes.readiness(more.getFirst()).statusCode()).isEqualTo(503);
      planes.xds().accept();
      more.add(planes.startDataPlane("three"));
      more.add(planes.startDataPlane("four"));
      for (DataPlane each : more) {
        Await.untilTrue("it is ready", () -> planes.readiness(each).statusCode() == 200);
      }
      events.read(planes.gatewayUrl().resolve("/events"), STREAMS);
      load.awaitMore(1000);
      calls.awaitMore(20);

      for (DataPlane each : more) {
        each.process().destroy();
      }
      for (DataPlane each : more) {
        Await.untilTrue("it drains", () -> planes.readiness(each).statusCode() == 503);
      }
      load.awaitMore(500);
      assertThat(events.end()).isEmpty();
      for (DataPlane each : more) {
        assertThat(each.process().waitFor()).isZero();
      }
      load.awaitMore(500);
      calls.awaitMore(5);
      assertThat(calls.stop()).isEmpty();
      assertThat(load.stop()).isEmpty();

      Await.untilTrue("all spans are out", () -> planes.ledger(first).isSettled());
      Await.untilTrue(
          "the departed are in the ledger, and nothing is unknown",
          () -> {
            JsonNode telemetry = planes.api("telemetry");
            JsonNode total = telemetry.path("total");
            return telemetry.path("proxies").size() == 4
                && telemetry.path("proxies").findValuesAsText("lost").stream()
                    .noneMatch("true"::equals)
                && total.path("unknown").asLong() == 0
                && total.path("queued").asLong() == 0
                && total.path("exported").asLong() == collector.spans()
                && total.path("started").asLong() == collector.spans();
          });
    }
  }

  @Test
  void whatAKilledDataPlaneLostIsUnknown(@TempDir Path directory) throws Exception {
    try (Upstream upstream = Upstream.start("up");
        CountingCollector collector = CountingCollector.start(0);
        Relay away = Relay.to(collector.port());
        Planes planes = Planes.start(directory)) {
      planes.write("collector.yaml", traced(away.port()));
      planes.write(
          "routes.yaml",
          Manifests.all(
              Manifests.backend("up", "127.0.0.1", upstream.port()),
              Manifests.route("up", "/up", "up")));
      away.refuse();
      DataPlane killed = planes.startDataPlane("killed");
      planes.awaitRoute("/up");
      for (int i = 0; i < 10; i++) {
        assertThat(planes.get("/up").statusCode()).isEqualTo(200);
      }
      Await.untilTrue(
          "its queue is known", () -> planes.api("telemetry").at("/total/queued").asLong() >= 20);
      killed.process().destroyForcibly().waitFor();
      Await.untilTrue(
          "it is lost", () -> planes.api("telemetry").at("/proxies/0/lost").asBoolean());
      JsonNode spans = planes.api("telemetry").at("/proxies/0/spans");
      assertThat(spans.path("unknown").asLong()).isGreaterThanOrEqualTo(20);
      assertThat(spans.path("queued").asLong()).isZero();
      assertThat(spans.path("started").asLong())
          .isEqualTo(
              spans.path("exported").asLong()
                  + spans.path("unknown").asLong()
                  + spans.at("/dropped/queue_full").asLong());
      assertThat(planes.page("/proxies").body()).contains("gone without a last word", "Unknown");
      assertThat(planes.page("/metrics").body())
          .contains("agentgateway_reported_spans{state=\"unknown\"}");
    }
  }

  private static String traced(int port) {
    return Manifests.all(
        Manifests.backend("collector", "127.0.0.1", port), Manifests.tracing("collector", "GRPC"));
  }

  private static String mcp(int port) {
    return """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayBackend
        metadata: {name: tools, namespace: test}
        spec: {mcp: {targets: [{name: t, static: {host: 127.0.0.1, port: %d}}]}}
        """
        .formatted(port);
  }

  /** Calls of one session, one after another. */
  private static final class Calls {
    private final McpSession session;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    Calls(McpSession session) {
      this.session = session;
      this.thread = Thread.startVirtualThread(this::run);
    }

    private void run() {
      while (!stopped.get() && failures.isEmpty()) {
        String said = "call " + answers.size();
        try {
          String answer = session.echo("echo", said);
          if (answer.equals("Echo: " + said)) {
            answers.add(answer);
          } else {
            failures.add(answer);
          }
        } catch (Exception e) {
          failures.add(e.toString());
        }
      }
    }

    void awaitMore(int count) {
      int goal = answers.size() + count;
      Await.untilTrue(count + " more calls", () -> answers.size() >= goal || !failures.isEmpty());
    }

    List<String> stop() throws InterruptedException {
      stopped.set(true);
      thread.join();
      return List.copyOf(failures);
    }
  }
}
