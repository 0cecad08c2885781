package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.AgentHttp;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Quickstart;
import dev.agentgateway.e2e.support.ScriptedRun;
import dev.agentgateway.e2e.support.ScriptedRun.Call;
import dev.agentgateway.e2e.support.ScriptedRun.Kind;
import dev.agentgateway.e2e.support.SpanTree;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of an agent whose every call is known beforehand, and what its trace tells of it. With
 * {@code -Dgolden.update=true} the recorded tree is written anew.
 */
final class ScriptedRunTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/agentgateway/e2e/scripted-run.txt");
  private static final List<String> SHOWN =
      List.of(
          "http.response.status_code",
          "http.request.resend_count",
          "error.type",
          "agentgateway.mcp.target",
          "gen_ai.provider.name",
          "gen_ai.response.model",
          "gen_ai.response.finish_reasons",
          "gen_ai.usage.input_tokens",
          "gen_ai.usage.cache_read.input_tokens",
          "gen_ai.usage.output_tokens",
          "gen_ai.usage.reasoning.output_tokens",
          "a2a.task.state");
  private static final String RETRIED =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: retried, namespace: agentgateway-system}
      spec:
        parentRefs: [{name: agentgateway-route}]
        rules:
        - matches: [{path: {type: Exact, value: /v1/chat/completions}}]
          retry: {codes: [503], attempts: 1, backoff: 1ms}
          backendRefs: [{name: sample-llm, port: 80}]
      """;

  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() throws IOException {
    quickstart = Quickstart.start(state, "--no-agent");
    Files.writeString(quickstart.manifests().resolve("retried.yaml"), RETRIED);
    Await.untilTrue(
        "a model that fails once is asked again", () -> askFailingModel().statusCode() == 200);
  }

  private static HttpResponse<String> askFailingModel() throws IOException, InterruptedException {
    String body =
        """
        {"model":"sample-large","messages":[{"role":"user","content":"[[fail 503 once]] %d"}]}
        """
            .formatted(System.nanoTime());
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(quickstart.gateway().resolve("/v1/chat/completions"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @Test
  void theTraceTellsWhatTheAgentSaw() throws Exception {
    ScriptedRun run = ScriptedRun.play(quickstart.gateway(), quickstart.llm());

    assertThat(run.calls())
        .containsExactly(
            new Call(Kind.MODEL, "sample-large", "ok"),
            new Call(Kind.TOOL, "tools_get_weather", "ok"),
            new Call(Kind.TOOL, "tools_slow_search", "ok"),
            new Call(Kind.MODEL, "sample-large", "ok"),
            new Call(Kind.TOOL, "tools_broken_tool", "tool error"),
            new Call(Kind.TOOL, "tools_get_weather", "ok"),
            new Call(Kind.AGENT, "SendStreamingMessage", "ok"),
            new Call(Kind.MODEL, "sample-large", "cut"),
            new Call(Kind.MODEL, "sample-large", "ok"));

    // Four calls of the model and the delegation of three spans each, of which one has an attempt
    // more, four tool calls of four; initialize, initialized and the list of tools of six, the end
    // of the session of three.
    List<JsonNode> spans = quickstart.spans(run.traceId(), 4 * 3 + 1 + 3 + 4 * 4 + 3 * 6 + 3);

    assertIsRecorded(new SpanTree(spans, SHOWN).below(run.rootSpanId()));
    assertThat(tokensOf(spans)).isEqualTo(reported());
    assertThat(spans)
        .filteredOn(span -> span.path("name").asText().equals("SendStreamingMessage"))
        .singleElement()
        .returns(run.taskId(), span -> SpanTree.attribute(span, "a2a.task.id"))
        .returns(run.contextId(), span -> SpanTree.attribute(span, "gen_ai.conversation.id"));
  }

  private static void assertIsRecorded(String tree) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, tree);
    }
    assertThat(tree).as("-Dgolden.update=true records it anew").isEqualTo(Files.readString(GOLDEN));
  }

  /** Input, cached, output and reasoning tokens of each call that has any, in their order. */
  private static List<List<String>> tokensOf(List<JsonNode> spans) {
    return spans.stream()
        .filter(span -> !SpanTree.attribute(span, "gen_ai.usage.input_tokens").isEmpty())
        .sorted(Comparator.comparing(span -> span.path("startTimeUnixNano").asText()))
        .map(
            span ->
                List.of(
                    SpanTree.attribute(span, "gen_ai.usage.input_tokens"),
                    SpanTree.attribute(span, "gen_ai.usage.cache_read.input_tokens"),
                    SpanTree.attribute(span, "gen_ai.usage.output_tokens"),
                    SpanTree.attribute(span, "gen_ai.usage.reasoning.output_tokens")))
        .toList();
  }

  /** The same as the model reported it, but for the stream that was cut before its usage. */
  private static List<List<String>> reported() throws IOException, InterruptedException {
    List<List<String>> tokens = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(quickstart.llm().resolve("/calls")).build();
      String calls = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      for (JsonNode call : AgentHttp.JSON.readTree(calls).path("calls")) {
        JsonNode told = call.path("tokens");
        if (!told.isEmpty()) {
          tokens.add(
              List.of(
                  told.path("input").asText(),
                  told.path("cached").asText(),
                  told.path("output").asText(),
                  told.path("reasoning").asText()));
        }
      }
    }
    assertThat(tokens).hasSize(4);
    tokens.remove(2);
    return tokens;
  }
}
