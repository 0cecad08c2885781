package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Quickstart;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who edits the manifests of a running quickstart. */
final class PolicyChangesTest {

  @Test
  void collectorWithoutItsGrantGetsNoSpansUntilTheGrantIsBack(@TempDir Path state)
      throws Exception {
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent")) {
      Path file = quickstart.manifests().resolve("tracing.yaml");
      String granted = Files.readString(file);
      String policyOnly = granted.substring(granted.indexOf("---\n") + 4);

      Files.writeString(file, policyOnly);
      Await.untilTrue(
          "the policy's status names the grant",
          () -> policy(quickstart).path("status").toString().contains("ReferenceGrant"));
      long before = dropped(quickstart, "backend_invalid");
      Await.untilTrue(
          "spans are dropped",
          () -> {
            assertThat(quickstart.get("/echo/dropped").statusCode()).isEqualTo(200);
            return dropped(quickstart, "backend_invalid") > before;
          });

      Files.writeString(file, granted);
      Await.untilTrue(
          "the policy's status is good again",
          () -> !policy(quickstart).path("status").toString().contains("ReferenceGrant"));
      String traceId = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2";
      Await.untilTrue(
          "spans flow again",
          () -> {
            quickstart.get("/echo/x", "traceparent", "00-" + traceId + "-2222222222222222-01");
            return !quickstart.api("traces/" + traceId).path("resourceSpans").isEmpty();
          });
    }
  }

  @Test
  void brokenFileIsReportedWithItsLineAndTheRoutesStay(@TempDir Path state) throws Exception {
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent")) {
      Path file = quickstart.manifests().resolve("routes.yaml");
      String good = Files.readString(file);

      Files.writeString(file, "kind: [\n" + good);

      Await.untilTrue(
          "the problem is shown",
          () -> quickstart.api("config").toString().contains("routes.yaml"));
      assertThat(quickstart.get("/echo/still").statusCode()).isEqualTo(200);

      Files.writeString(file, good.replace("value: /echo", "value: /renamed"));
      Await.untilTrue("the edit is live", () -> quickstart.get("/renamed/x").statusCode() == 200);
      assertThat(quickstart.get("/echo/gone").statusCode()).isEqualTo(404);
    }
  }

  private static JsonNode policy(Quickstart quickstart) throws Exception {
    // Backends of agents are listed beside policies.
    for (JsonNode item : quickstart.api("policies").path("items")) {
      if (item.path("metadata").path("name").asText().equals("tracing-policy")) {
        return item;
      }
    }
    throw new AssertionError("no tracing-policy");
  }

  private static long dropped(Quickstart quickstart, String reason) throws Exception {
    return quickstart.api("telemetry").path("total").path("dropped").path(reason).asLong();
  }
}
