package dev.agentgateway.dataplane.protocol.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LlmResponseReaderTest {
  private static final LlmCapture ALL = new LlmCapture(true, true, true);
  static final int MAX = 64 * 1024;
  static final String JSON = "application/json; charset=utf-8";
  static final String SSE = "text/event-stream";

  @Test
  void readsAChatCompletion() {
    check(
        LlmFormat.CHAT_COMPLETIONS,
        JSON,
        Payloads.CHAT,
        call -> {
          assertThat(call.responseId()).isEqualTo("chatcmpl-1");
          assertThat(call.responseModel()).isEqualTo("gpt-4o-2024-08-06");
          assertThat(call.systemFingerprint()).isEqualTo("fp_1");
          assertThat(call.serviceTier()).isEqualTo("default");
          assertThat(call.finishReasons()).containsExactly("tool_calls", "stop");
          assertThat(call.toolCalls())
              .containsExactly(
                  new LlmToolCall("call_1", "weather", "{\"city\":\"Paris\"}"),
                  new LlmToolCall("call_2", "time", "{}"));
          assertThat(call.completions()).containsExactly("", "Hello \u00fc");
          assertThat(call.usage().inputTokens()).isEqualTo(120);
          assertThat(call.usage().cacheReadTokens()).isEqualTo(100);
          assertThat(call.usage().inputAudioTokens()).isEqualTo(3);
          assertThat(call.usage().outputTokens()).isEqualTo(30);
          assertThat(call.usage().reasoningTokens()).isEqualTo(10);
          assertThat(call.usage().outputAudioTokens()).isEqualTo(2);
          assertThat(call.usage().totalTokens()).isEqualTo(150);
          assertThat(call.usage().providerTotalTokens()).isEqualTo(150);
          assertThat(call.usage().cacheWriteTokens()).isEqualTo(LlmUsage.ABSENT);
          assertThat(call.isStreaming()).isFalse();
          assertThat(call.firstChunkNanos()).isEqualTo(LlmCall.NEVER);
        });
  }

  @Test
  void readsAStreamOfChatCompletions() {
    check(
        LlmFormat.CHAT_COMPLETIONS,
        SSE,
        Payloads.CHAT_STREAM,
        call -> {
          assertThat(call.responseId()).isEqualTo("chatcmpl-2");
          assertThat(call.finishReasons()).containsExactly("tool_calls", "stop");
          assertThat(call.completions()).containsExactly("", "Hello");
          assertThat(call.toolCalls())
              .containsExactly(
                  new LlmToolCall("call_1", "weather", "{\"city\":\"Paris\"}"),
                  new LlmToolCall("call_2", "time", "{}"));
          assertThat(call.usage().inputTokens()).isEqualTo(9);
          assertThat(call.usage().outputTokens()).isEqualTo(12);
          assertThat(call.isStreaming()).isTrue();
          assertThat(call.chunks()).isEqualTo(9);
          assertThat(call.firstChunkNanos()).isEqualTo(70);
          assertThat(call.lastChunkNanos()).isEqualTo(70);
        });
  }

  @Test
  void readsACompletion() {
    check(
        LlmFormat.COMPLETIONS,
        JSON,
        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"model\":\"m\",\"choices\":[{\"text\":"
            + "\"Hi\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"length\"}],"
            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}",
        call -> {
          assertThat(call.completions()).containsExactly("Hi");
          assertThat(call.finishReasons()).containsExactly("length");
          assertThat(call.usage().totalTokens()).isEqualTo(3);
        });
  }

  @Test
  void readsAMessage() {
    check(
        LlmFormat.MESSAGES,
        JSON,
        Payloads.MESSAGE,
        call -> {
          assertThat(call.responseId()).isEqualTo("msg_1");
          assertThat(call.responseModel()).isEqualTo("claude-sonnet-4-5-20250929");
          assertThat(call.finishReasons()).containsExactly("tool_use");
          assertThat(call.completions()).containsExactly("I look.");
          assertThat(call.toolCalls())
              .containsExactly(new LlmToolCall("toolu_1", "weather", "{\"city\": \"Paris\"}"));
          assertThat(call.usage().inputTokens()).isEqualTo(10 + 200 + 30);
          assertThat(call.usage().providerInputTokens()).isEqualTo(10);
          assertThat(call.usage().cacheReadTokens()).isEqualTo(200);
          assertThat(call.usage().cacheWriteTokens()).isEqualTo(30);
          assertThat(call.usage().outputTokens()).isEqualTo(40);
          assertThat(call.serviceTier()).isEqualTo("standard");
        });
  }

  @Test
  void readsAStreamOfMessages() {
    check(
        LlmFormat.MESSAGES,
        SSE,
        Payloads.MESSAGE_STREAM,
        call -> {
          assertThat(call.responseId()).isEqualTo("msg_2");
          assertThat(call.responseModel()).isEqualTo("claude-sonnet-4-5-20250929");
          assertThat(call.finishReasons()).containsExactly("tool_use");
          assertThat(call.completions()).containsExactly("I look.");
          assertThat(call.toolCalls())
              .containsExactly(new LlmToolCall("toolu_1", "weather", "{\"city\":\"Paris\"}"));
          assertThat(call.usage().inputTokens()).isEqualTo(25 + 7);
          assertThat(call.usage().outputTokens()).isEqualTo(15);
          assertThat(call.isComplete()).isTrue();
        });
  }

  @Test
  void readsAResponse() {
    check(
        LlmFormat.RESPONSES,
        JSON,
        Payloads.RESPONSE,
        call -> {
          assertThat(call.responseId()).isEqualTo("resp_1");
          assertThat(call.conversationId()).isEqualTo("conv_1");
          assertThat(call.finishReasons()).containsExactly("tool_calls");
          assertThat(call.completions()).containsExactly("I look.");
          assertThat(call.toolCalls())
              .containsExactly(new LlmToolCall("call_1", "weather", "{\"city\":\"Paris\"}"));
          assertThat(call.usage().inputTokens()).isEqualTo(36);
          assertThat(call.usage().cacheReadTokens()).isEqualTo(4);
          assertThat(call.usage().outputTokens()).isEqualTo(87);
          assertThat(call.usage().reasoningTokens()).isEqualTo(50);
        });
  }

  @Test
  void readsAStreamOfResponses() {
    check(
        LlmFormat.RESPONSES,
        SSE,
        Payloads.RESPONSE_STREAM,
        call -> {
          assertThat(call.responseId()).isEqualTo("resp_2");
          assertThat(call.finishReasons()).containsExactly("tool_calls");
          assertThat(call.completions()).containsExactly("I look.");
          assertThat(call.toolCalls())
              .containsExactly(new LlmToolCall("call_1", "weather", "{\"city\":\"Paris\"}"));
          assertThat(call.usage().totalTokens()).isEqualTo(13);
          assertThat(call.usage().reasoningTokens()).isZero();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "response.incomplete|incomplete|max_output_tokens|length",
        "response.incomplete|incomplete|content_filter|content_filter",
        "response.failed|failed||error",
      })
  void saysWhyAResponseStopped(String type, String status, @Nullable String why, String expected) {
    String details = why == null ? "null" : "{\"reason\":\"" + why + "\"}";
    String error = why == null ? "{\"code\":\"server_error\",\"message\":\"secret\"}" : "null";
    LlmCall call =
        read(
            LlmFormat.RESPONSES,
            SSE,
            "event: %s\ndata: {\"type\":\"%s\",\"response\":{\"id\":\"r\",\"status\":\"%s\",\"incomplete_details\":%s,\"error\":%s}}\n\n"
                .formatted(type, type, status, details, error),
            1000,
            false);
    assertThat(call.finishReasons()).containsExactly(expected);
    assertThat(call.errorType()).isEqualTo(why == null ? "server_error" : null);
    assertThat(call.errorMessage()).doesNotContain("secret");
  }

  @Test
  void readsEmbeddingsOfAnySize() {
    String vector = "0.0123456789,".repeat(20_000);
    LlmCall call =
        read(
            LlmFormat.EMBEDDINGS,
            JSON,
            "{\"object\":\"list\",\"data\":[{\"embedding\":["
                + vector
                + "1]}],\"model\":\"text-embedding-3-small\","
                + "\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}",
            1000,
            false);
    assertThat(call.responseModel()).isEqualTo("text-embedding-3-small");
    assertThat(call.usage().inputTokens()).isEqualTo(8);
    assertThat(call.usage().outputTokens()).isEqualTo(LlmUsage.ABSENT);
    assertThat(call.usage().totalTokens()).isEqualTo(8);
    assertThat(call.finishReasons()).isEmpty();
    assertThat(call.isComplete()).isTrue();
  }

  @Test
  void readsCountedTokens() {
    check(
        LlmFormat.COUNT_TOKENS,
        JSON,
        "{\"input_tokens\":2095}",
        call -> {
          assertThat(call.countedTokens()).isEqualTo(2095);
          assertThat(call.usage().isReported()).isFalse();
        });
  }

  @Test
  void billedTokensComeFirst() {
    LlmUsage usage =
        read(
                LlmFormat.CHAT_COMPLETIONS,
                JSON,
                "{\"usage\":{\"billed_units\":{\"input_tokens\":5,\"output_tokens\":6},"
                    + "\"tokens\":{\"input_tokens\":71,\"output_tokens\":8}}}",
                1000,
                false)
            .usage();
    assertThat(usage.inputTokens()).isEqualTo(5);
    assertThat(usage.outputTokens()).isEqualTo(6);
    assertThat(usage.providerInputTokens()).isEqualTo(71);
  }

  @Test
  void reasoningThatOnlyTheTotalCountsIsOutput() {
    LlmUsage usage =
        read(
                LlmFormat.CHAT_COMPLETIONS,
                JSON,
                "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":115,"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":100}}}",
                1000,
                false)
            .usage();
    assertThat(usage.outputTokens()).isEqualTo(105);
    assertThat(usage.totalTokens()).isEqualTo(115);
  }

  @Test
  void aCutStreamKeepsWhatWasSeen() {
    String stream = Payloads.CHAT_STREAM.substring(0, Payloads.CHAT_STREAM.indexOf("\"Hel\"") + 60);
    LlmCall call = read(LlmFormat.CHAT_COMPLETIONS, SSE, stream, 50, true);
    assertThat(call.isComplete()).isFalse();
    assertThat(call.finishReasons()).startsWith("error").doesNotContain("stop");
    assertThat(call.responseId()).isEqualTo("chatcmpl-2");
    assertThat(read(LlmFormat.MESSAGES, SSE, "", 1, true).finishReasons()).containsExactly("error");
    assertThat(read(LlmFormat.MESSAGES, JSON, "{\"id\":", 1, true).finishReasons())
        .containsExactly("error");
    assertThat(read(LlmFormat.MESSAGES, SSE, Payloads.MESSAGE_STREAM, 50, true).finishReasons())
        .containsExactly("tool_use");
  }

  @Test
  void aStreamWithoutItsLastEventIsCompleteWhereEveryChoiceIs() {
    String stream =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    LlmCall call = read(LlmFormat.CHAT_COMPLETIONS, SSE, stream, 50, false);
    assertThat(call.isComplete()).isTrue();
    assertThat(call.finishReasons()).containsExactly("stop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"message\":\"secret\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit\"}}"
            + "|rate_limit_error|rate_limit",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"secret\"}}"
            + "|overloaded_error|",
        "{\"error\":{\"message\":\"secret\",\"type\":\"Secret text\",\"code\":\"429\"}}||",
        "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}||",
        "{\"error\":\"secret\"}||",
        "secret||",
      })
  void ofAnErrorOnlyItsKindIsRead(String body, @Nullable String type, @Nullable String code) {
    LlmCall call = call(LlmFormat.MESSAGES);
    LlmResponseReader reader =
        new LlmResponseReader(call, 429, JSON, LlmCapture.NONE, false, MAX, 0);
    reader.read(bytes(body), 0);
    reader.end(false);
    assertThat(call.providerErrorType()).isEqualTo(type);
    assertThat(call.providerErrorCode()).isEqualTo(code);
    assertThat(call.errorType()).isNull();
    assertThat(call.finishReasons()).isEmpty();
  }

  @Test
  void anErrorInAStreamFailsTheCall() {
    LlmCall message =
        read(
            LlmFormat.MESSAGES,
            SSE,
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"secret\"}}\n\n",
            9,
            false);
    assertThat(message.errorType()).isEqualTo("overloaded_error");
    assertThat(message.finishReasons()).containsExactly("error");
    LlmCall response =
        read(
            LlmFormat.RESPONSES,
            SSE,
            "data: {\"type\":\"error\",\"code\":\"Strange one\",\"message\":\"secret\"}\n\n",
            9,
            false);
    assertThat(response.errorType()).isEqualTo("provider_error");
  }

  @ParameterizedTest
  @EnumSource(LlmFormat.class)
  void survivesWhatItDoesNotUnderstand(LlmFormat format) {
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "7",
            "{",
            "{\"choices\":{}}",
            "{\"choices\":[1,[],{\"index\":-5}]}",
            "{\"choices\":[{\"index\":999999,\"message\":{\"tool_calls\":[{},7]}}]}",
            "{\"usage\":{\"prompt_tokens\":\"x\",\"completion_tokens\":-3}}",
            "\u00ff\u00fe",
            "{\"content\":[{\"type\":\"tool_use\"}],\"delta\":7,\"response\":[],\"item\":{}}")) {
      for (String type : List.of(JSON, SSE, "text/html", "")) {
        for (String framed : List.of(body, "data: " + body + "\n\n")) {
          LlmCall call = read(format, type, framed, 1, false);
          assertThat(call.usage().isReported()).isFalse();
          assertThat(call.completions()).allMatch(String::isEmpty);
        }
      }
    }
  }

  @Test
  void survivesBrokenBytesAndPassesThemOn() {
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      LlmFormat format =
          List.of(LlmFormat.CHAT_COMPLETIONS, LlmFormat.MESSAGES, LlmFormat.RESPONSES)
              .get(random.nextInt(3));
      List<String> bodies =
          List.of(Payloads.CHAT_STREAM, Payloads.MESSAGE_STREAM, Payloads.RESPONSE_STREAM);
      byte[] body = bodies.get(random.nextInt(bodies.size())).getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(6); i >= 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      LlmCall call = call(format);
      LlmResponseReader reader = new LlmResponseReader(call, 200, SSE, ALL, true, 500, 0);
      String text = withoutNull(new String(body, StandardCharsets.ISO_8859_1));
      String passed = withoutNull(filter(reader, body, 1 + random.nextInt(400)));
      int before = 0;
      while (before < passed.length() && passed.charAt(before) == text.charAt(before)) {
        before++;
      }
      // One event at most was taken out, and what follows it is as it was.
      assertThat(text).endsWith(passed.substring(before));
      assertThat(passed.length() == text.length() || text.contains("usage")).isTrue();
    }
  }

  private static String withoutNull(String stream) {
    return stream.replace(",\"usage\":null", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "audio/mpeg", "application/octet-stream"})
  void doesNotReadForeignTypes(String type) {
    assertThat(read(LlmFormat.CHAT_COMPLETIONS, type, Payloads.CHAT, 100, false).isPartlyRead())
        .isTrue();
  }

  @Test
  void passesOverLargeAndMalformedEvents() {
    String large = "data: {\"x\":\"" + "x".repeat(MAX) + "\"}\n\n";
    assertThat(
            read(LlmFormat.CHAT_COMPLETIONS, SSE, large + Payloads.CHAT_STREAM, 5000, false)
                .isPartlyRead())
        .isTrue();
    LlmCall call =
        read(LlmFormat.CHAT_COMPLETIONS, SSE, "data: {x\n\n" + Payloads.CHAT_STREAM, 5000, false);
    assertThat(call.isPartlyRead()).isTrue();
    assertThat(call.usage().totalTokens()).isEqualTo(21);
  }

  /** The body in one piece, and split at every byte. */
  private static void check(
      LlmFormat format, String contentType, String body, Consumer<LlmCall> expectations) {
    for (int size : List.of(1, 2, 3, 7, 64, 1000, Integer.MAX_VALUE)) {
      LlmCall call = read(format, contentType, body, size, false);
      assertThat(call.isComplete()).isTrue();
      assertThat(call.isPartlyRead()).isFalse();
      assertThat(call.errorType()).isNull();
      expectations.accept(call);
    }
  }

  static LlmCall read(LlmFormat format, String contentType, String body, int size, boolean cut) {
    LlmCall call = call(format);
    LlmResponseReader reader = new LlmResponseReader(call, 200, contentType, ALL, false, MAX, 30);
    ByteBuf all = bytes(body);
    while (all.isReadable()) {
      reader.read(all.readSlice(Math.min(size, all.readableBytes())), 100);
    }
    assertThat(reader.end(cut).isReadable()).isFalse();
    return call;
  }

  static String filter(LlmResponseReader reader, String body, int size) {
    return filter(reader, body.getBytes(StandardCharsets.ISO_8859_1), size);
  }

  private static String filter(LlmResponseReader reader, byte[] body, int size) {
    ByteBuf all = Unpooled.wrappedBuffer(body);
    ByteBuf out = Unpooled.buffer();
    while (all.isReadable()) {
      ByteBuf passed = reader.filter(all.readRetainedSlice(Math.min(size, all.readableBytes())), 0);
      out.writeBytes(passed);
      passed.release();
    }
    ByteBuf rest = reader.end(false);
    out.writeBytes(rest);
    rest.release();
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  static LlmCall call(LlmFormat format) {
    LlmRequest request = LlmRequest.read(format, bytes("{\"model\":\"m\"}"), LlmCapture.NONE);
    return new LlmCall(request, "openai", null);
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
