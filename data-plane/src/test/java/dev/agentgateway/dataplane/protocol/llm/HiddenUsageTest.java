package dev.agentgateway.dataplane.protocol.llm;

import static dev.agentgateway.dataplane.protocol.llm.LlmResponseReaderTest.MAX;
import static dev.agentgateway.dataplane.protocol.llm.LlmResponseReaderTest.SSE;
import static dev.agentgateway.dataplane.protocol.llm.LlmResponseReaderTest.call;
import static dev.agentgateway.dataplane.protocol.llm.LlmResponseReaderTest.filter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage that a client did not ask for is taken out of a stream, and nothing else. */
final class HiddenUsageTest {
  @Test
  void hidesTheUsageChunkAndNothingElse() {
    String stream = Payloads.CHAT_STREAM;
    int start = stream.indexOf("data: {\"id\":\"chatcmpl-2\",\"choices\":[],\"usage\":{");
    int end = stream.indexOf("data: [DONE]");
    String expected =
        (stream.substring(0, start) + stream.substring(end)).replace(",\"usage\":null", "");
    for (int size = 1; size < stream.length(); size += 7) {
      LlmCall call = call(LlmFormat.CHAT_COMPLETIONS);
      LlmResponseReader reader =
          new LlmResponseReader(call, 200, SSE, LlmCapture.NONE, true, MAX, 0);
      assertThat(reader.filters()).isTrue();
      assertThat(filter(reader, stream, size)).isEqualTo(expected);
      assertThat(call.usage().totalTokens()).isEqualTo(21);
      assertThat(call.finishReasons()).containsExactly("tool_calls", "stop");
    }
  }

  @Test
  void hidesNothingThatOnlyLooksLikeAUsageChunk() {
    String stream =
        "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n"
            + "data: {\"choices\":[],\"usage\":null}\n\n"
            + "data: {\"usage\":{\"total_tokens\":1}}\n\n"
            + "data: {\"choices\":[{\"index\":0}],\"usage\":{\"total_tokens\":1}}\n\n"
            + "data: {\"choices\":[],\"usage\":{}\n\n";
    LlmResponseReader reader =
        new LlmResponseReader(
            call(LlmFormat.CHAT_COMPLETIONS), 200, SSE, LlmCapture.NONE, true, MAX, 0);
    assertThat(filter(reader, stream, 1000)).isEqualTo(stream.replace(",\"usage\":null", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"choices\":[],\"usage\":null,\"x\":1}       | {\"choices\":[],\"x\":1}",
        "{\"usage\" : null , \"x\":1}                  | { \"x\":1}",
        "{\"usage\":null}                            | {}",
        "{\"x\":\"\\\",\", \"usage\": null}             | {\"x\":\"\\\",\"}",
        "{\"x\":{\"usage\":null},\"y\":\"usage\"}      | {\"x\":{\"usage\":null},\"y\":\"usage\"}",
        "{\"x\":\"{[\",\"usage\":null}               | {\"x\":\"{[\"}",
        "{\"x\":1,\"usage\":null                     | {\"x\":1,\"usage\":null",
      })
  void aUsageOfNullIsTakenOutOfAChunk(String chunk, String expected) {
    LlmResponseReader reader =
        new LlmResponseReader(
            call(LlmFormat.CHAT_COMPLETIONS), 200, SSE, LlmCapture.NONE, true, MAX, 0);
    assertThat(filter(reader, "data: " + chunk + "\n\n", 1000))
        .isEqualTo("data: " + expected + "\n\n");
  }
}
