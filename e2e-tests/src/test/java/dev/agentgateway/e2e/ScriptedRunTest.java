package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Quickstart;
import dev.agentgateway.e2e.support.ScriptedRun;
import dev.agentgateway.e2e.support.ScriptedRun.Call;
import dev.agentgateway.e2e.support.ScriptedRun.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of an agent whose every call is known beforehand, and what its trace tells of it. */
final class ScriptedRunTest {
  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() {
    quickstart = Quickstart.start(state, "--no-agent");
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
            new Call(Kind.MODEL, "sample-large", "503"),
            new Call(Kind.MODEL, "sample-large", "ok"),
            new Call(Kind.TOOL, "tools_get_weather", "ok"),
            new Call(Kind.TOOL, "tools_slow_search", "ok"),
            new Call(Kind.MODEL, "sample-large", "ok"),
            new Call(Kind.TOOL, "tools_broken_tool", "tool error"),
            new Call(Kind.TOOL, "tools_get_weather", "ok"),
            new Call(Kind.AGENT, "SendStreamingMessage", "ok"),
            new Call(Kind.MODEL, "sample-large", "cut"),
            new Call(Kind.MODEL, "sample-large", "ok"));

    // Five calls of the model and the delegation of three spans each, four tool calls of four;
    // initialize, initialized and the list of tools of six, the end of the session of three.
    List<JsonNode> spans = quickstart.spans(run.traceId(), 5 * 3 + 3 + 4 * 4 + 3 * 6 + 3);

    List<JsonNode> chats = named(spans, "chat sample-large");
    assertThat(chats)
        .extracting(span -> attribute(span, "error.type"))
        .containsExactly("server_error", "", "", "upstream_reset", "");
    assertThat(chats)
        .extracting(span -> attribute(span, "gen_ai.usage.input_tokens"))
        .containsExactly("", "1200", "1400", "", "1600");
    assertThat(chats)
        .extracting(span -> attribute(span, "gen_ai.usage.cache_read.input_tokens"))
        .containsExactly("", "0", "1024", "", "1400");
    assertThat(chats)
        .extracting(span -> attribute(span, "gen_ai.usage.output_tokens"))
        .containsExactly("", "40", "50", "", "30");
    assertThat(named(spans, "tools/call tools_broken_tool"))
        .singleElement()
        .returns("tool_error", span -> attribute(span, "error.type"));
    assertThat(named(spans, "SendStreamingMessage"))
        .singleElement()
        .returns(run.taskId(), span -> attribute(span, "a2a.task.id"))
        .returns(run.contextId(), span -> attribute(span, "gen_ai.conversation.id"))
        .returns("TASK_STATE_COMPLETED", span -> attribute(span, "a2a.task.state"));
    assertThat(spans)
        .filteredOn(span -> span.path("name").asText().matches("(POST|DELETE) /.*"))
        .allMatch(span -> span.path("parentSpanId").asText().equals(run.rootSpanId()));
  }

  /** In the order that they began. */
  private static List<JsonNode> named(List<JsonNode> spans, String name) {
    return spans.stream()
        .filter(span -> span.path("name").asText().equals(name))
        .sorted(
            (one, other) ->
                one.path("startTimeUnixNano")
                    .asText()
                    .compareTo(other.path("startTimeUnixNano").asText()))
        .toList();
  }

  /** The value as text; empty where it is absent. */
  private static String attribute(JsonNode span, String name) {
    for (JsonNode attribute : span.path("attributes")) {
      if (attribute.path("key").asText().equals(name)) {
        JsonNode value = attribute.path("value");
        return value.path("stringValue").asText(value.path("intValue").asText());
      }
    }
    return "";
  }
}
