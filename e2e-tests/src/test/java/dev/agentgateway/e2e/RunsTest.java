package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.e2e.support.AgentHttp;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Quickstart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of agents that send no trace context, served by two proxies. */
final class RunsTest {
  private static final int MANY = 24;

  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() {
    quickstart = Quickstart.start(state, "--no-agent", "--replicas", "2");
    Await.untilTrue(
        "both proxies serve",
        () -> {
          List<String> synced = quickstart.api("proxies").path("items").findValuesAsText("sync");
          return synced.size() == 2 && Set.copyOf(synced).equals(Set.of("synced"));
        });
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @Test
  void whateverProxyAnswersASessionHeaderTellsTheRun() throws Exception {
    for (int i = 0; i < MANY; i++) {
      assertThat(ask(messages("hello"), "session-id", "traveller-1").has("error")).isFalse();
    }

    JsonNode run = runOf(MANY);

    assertThat(run.path("basis").asText()).isEqualTo("session");
    assertThat(run.path("traces").asInt()).isEqualTo(MANY);
    assertThat(run.path("items").findValuesAsText("joinReason")).containsOnly("session_header");
    Set<String> proxies = new HashSet<>();
    for (JsonNode call : run.path("items")) {
      proxies.addAll(instances(call.path("traceId").asText()));
    }
    assertThat(proxies).hasSize(2);
  }

  @Test
  void whateverProxyAnswersTheFirstToolCallTellsTheRun() throws Exception {
    ArrayNode messages = messages("what is it like there?");
    for (int i = 0; i < 5; i++) {
      JsonNode said = ask(messages).path("choices").path(0).path("message");
      messages.add(said);
      for (JsonNode call : said.path("tool_calls")) {
        messages
            .addObject()
            .put("role", "tool")
            .put("tool_call_id", call.path("id").asText())
            .put("content", "fine");
      }
      if (said.path("tool_calls").isEmpty()) {
        messages.addObject().put("role", "user").put("content", "and then?");
      }
    }

    JsonNode run = runOf(5);

    assertThat(run.path("basis").asText()).isEqualTo("session");
    assertThat(run.path("items").findValuesAsText("joinReason"))
        .containsOnly("gen_ai.tool.call.id");
    assertThat(run.path("costUsd").isMissingNode()).as(run.toString()).isFalse();
  }

  @Test
  void nothingIsJoinedWhereThePolicyForbidsIt() throws Exception {
    Path policy = quickstart.manifests().resolve("tracing.yaml");
    String before = Files.readString(policy);
    Files.writeString(
        policy,
        before.replace("      randomSampling:", "      runs: \"Off\"\n      randomSampling:"));
    Await.untilTrue("a request with a session belongs to no run", () -> !isInRun());
    Files.writeString(policy, before);
    // Twelve in a row meet both proxies.
    Await.untilTrue(
        "requests with a session belong to a run again",
        () -> {
          boolean all = true;
          for (int i = 0; all && i < 12; i++) {
            all = isInRun();
          }
          return all;
        });
  }

  /** Whether a request with a session header says so. */
  private static boolean isInRun() throws IOException, InterruptedException {
    String trace = Long.toHexString(System.nanoTime() | 1L << 62) + "0000000000000001";
    new AgentHttp(quickstart.gateway(), "traceparent", "00-" + trace + "-00000000000000aa-01")
        .delete("/echo/alone", "session-id", "traveller-2");
    return quickstart.spans(trace, 2).toString().contains("session.id");
  }

  /** A conversation that begins. */
  private static ArrayNode messages(String text) {
    ArrayNode messages = AgentHttp.JSON.createArrayNode();
    messages.addObject().put("role", "user").put("content", text);
    return messages;
  }

  /** Asks the model, on a connection of its own, which may end at either proxy. */
  private static JsonNode ask(ArrayNode messages, String... headers)
      throws IOException, InterruptedException {
    ObjectNode request = AgentHttp.JSON.createObjectNode().put("model", "sample-large");
    request.set("messages", messages);
    ObjectNode tool = request.putArray("tools").addObject().put("type", "function");
    tool.putObject("function").put("name", "look").putObject("parameters").put("type", "object");
    return new AgentHttp(quickstart.gateway())
        .post("/v1/chat/completions", request, headers)
        .messages()
        .getFirst();
  }

  /** The run with so many calls, once there is one. */
  private static JsonNode runOf(int calls) {
    return Await.until(
        "a run of " + calls + " calls",
        () -> {
          for (JsonNode run : quickstart.api("runs").path("items")) {
            if (run.path("calls").asInt() == calls) {
              return Optional.of(quickstart.api("runs/" + run.path("id").asText()));
            }
          }
          return Optional.empty();
        });
  }

  /** The proxies that spans of a trace are from. */
  private static List<String> instances(String traceId) throws IOException, InterruptedException {
    List<String> instances = new ArrayList<>();
    for (JsonNode resource : quickstart.api("traces/" + traceId).path("resourceSpans")) {
      for (JsonNode attribute : resource.path("resource").path("attributes")) {
        if (attribute.path("key").asText().equals("service.instance.id")) {
          instances.add(attribute.path("value").path("stringValue").asText());
        }
      }
    }
    return instances;
  }
}
