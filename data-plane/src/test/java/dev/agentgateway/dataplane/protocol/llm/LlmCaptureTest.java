package dev.agentgateway.dataplane.protocol.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is kept of the text of answers. */
final class LlmCaptureTest {

  @Test
  void boundsWhatItCaptures() {
    String text = "x".repeat(1000);
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      stream.append(
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\",\"tool_calls\":[{\"index\":%d,\"id\":\"c%d\",\"function\":{\"name\":\"f\",\"arguments\":\"yyyyyyyyyy\"}}]}}]}\n\n"
              .formatted(text, i, i));
    }
    LlmCall call =
        LlmResponseReaderTest.read(
            LlmFormat.CHAT_COMPLETIONS, LlmResponseReaderTest.SSE, stream.toString(), 3000, false);
    assertThat(call.completions().getFirst()).hasSizeLessThanOrEqualTo(LlmCapture.MAX_CHARACTERS);
    assertThat(call.toolCalls()).hasSize(128);
  }

  @Test
  void keepsNoTextUnlessItIsCaptured() {
    LlmCall call = LlmResponseReaderTest.call(LlmFormat.CHAT_COMPLETIONS);
    LlmResponseReader reader =
        new LlmResponseReader(
            call,
            200,
            LlmResponseReaderTest.JSON,
            LlmCapture.NONE,
            false,
            LlmResponseReaderTest.MAX,
            0);
    reader.read(LlmResponseReaderTest.bytes(Payloads.CHAT), 0);
    reader.end(false);
    assertThat(call.completions()).isEmpty();
    assertThat(call.toolCalls())
        .containsExactly(
            new LlmToolCall("call_1", "weather", null), new LlmToolCall("call_2", "time", null));
  }
}
