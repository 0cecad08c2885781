package dev.agentgateway.dataplane.protocol.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.dataplane.protocol.llm.LlmRequest.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LlmRequestTest {
  private static final LlmCapture ALL = new LlmCapture(true, true, true);

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions,CHAT_COMPLETIONS",
    "/v1/completions,COMPLETIONS",
    "/openai/deployments/x/chat/completions,CHAT_COMPLETIONS",
    "/v1/responses,RESPONSES",
    "/v1/embeddings,EMBEDDINGS",
    "/v1/messages,MESSAGES",
    "/v1/messages/count_tokens,COUNT_TOKENS",
    "/v1/models,",
    "/v1/responses/resp_1,",
  })
  void tellsTheFormatByTheEndOfThePath(String path, LlmFormat format) {
    assertThat(LlmFormat.ofPath(path)).isEqualTo(format);
  }

  @Test
  void readsChatCompletions() {
    LlmRequest request =
        read(
            LlmFormat.CHAT_COMPLETIONS,
            """
            {"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},
             "temperature":0.2,"top_p":1,"max_completion_tokens":100,"frequency_penalty":-0.5,
             "presence_penalty":0.5,"seed":-42,"stop":["a","b"],"n":2,"reasoning_effort":"low",
             "service_tier":"flex","tools":[{"type":"function","function":{"name":"f"}}],
             "messages":[
              {"role":"system","content":"Be kind."},
              {"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image_url","image_url":{"url":"data:"}},{"type":"text","text":"there"}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"42"},
              {"content":[{"type":"text","text":"43"}],"tool_call_id":"call_2","role":"tool"},
              {"role":"tool","tool_call_id":"call_3","content":[{"type":"text","text":"44"}]}]}
            """);
    assertThat(request.problem()).isNull();
    assertThat(request.model()).isEqualTo("gpt-4o");
    assertThat(request.stream()).isTrue();
    assertThat(request.includesUsage()).isTrue();
    assertThat(request.parameters())
        .isEqualTo(
            new LlmParameters(
                0.2,
                1.0,
                null,
                100L,
                -0.5,
                0.5,
                -42L,
                List.of("a", "b"),
                2L,
                List.of(),
                null,
                "low",
                "flex"));
    assertThat(request.toolResults()).containsExactly("call_1", "call_2", "call_3");
    assertThat(request.prompt())
        .containsExactly(
            new LlmMessage("system", "Be kind."),
            new LlmMessage("user", "Hi\nthere"),
            new LlmMessage("assistant", ""),
            new LlmMessage("tool", "42"),
            new LlmMessage("tool", "43"),
            new LlmMessage("tool", "44"));
    assertThat(request.bodyBytes()).isGreaterThan(800);
  }

  @Test
  void readsCompletionsAndEmbeddings() {
    LlmRequest completion =
        read(LlmFormat.COMPLETIONS, "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"stop\":\"x\"}");
    assertThat(completion.prompt())
        .containsExactly(new LlmMessage("user", "a"), new LlmMessage("user", "b"));
    assertThat(completion.parameters().stopSequences()).containsExactly("x");
    LlmRequest embeddings =
        read(
            LlmFormat.EMBEDDINGS,
            "{\"input\":[\"a\",\"b\"],\"model\":\"e\",\"encoding_format\":\"base64\","
                + "\"dimensions\":256}");
    assertThat(embeddings.prompt())
        .containsExactly(new LlmMessage("user", "a"), new LlmMessage("user", "b"));
    assertThat(embeddings.parameters().encodingFormats()).containsExactly("base64");
    assertThat(embeddings.parameters().dimensions()).isEqualTo(256);
    assertThat(read(LlmFormat.EMBEDDINGS, "{\"input\":[[1,2],[3]],\"model\":\"e\"}").prompt())
        .isEmpty();
  }

  @Test
  void readsResponses() {
    LlmRequest request =
        read(
            LlmFormat.RESPONSES,
            """
            {"model":"gpt-5","instructions":"Be brief.","max_output_tokens":50,
             "reasoning":{"effort":"high"},"previous_response_id":"resp_0",
             "conversation":{"id":"conv_1"},
             "input":[
              {"role":"user","content":"Hi"},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"there"}]},
              {"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},
              {"call_id":"call_1","type":"function_call_output","output":"42"}]}
            """);
    assertThat(request.conversationId()).isEqualTo("conv_1");
    assertThat(request.previousResponseId()).isEqualTo("resp_0");
    assertThat(request.parameters().maxTokens()).isEqualTo(50);
    assertThat(request.parameters().reasoningEffort()).isEqualTo("high");
    assertThat(request.toolResults()).containsExactly("call_1");
    assertThat(request.prompt().subList(0, 3))
        .containsExactly(
            new LlmMessage("system", "Be brief."),
            new LlmMessage("user", "Hi"),
            new LlmMessage("user", "there"));
    assertThat(read(LlmFormat.RESPONSES, "{\"conversation\":\"conv_2\"}").conversationId())
        .isEqualTo("conv_2");
    assertThat(read(LlmFormat.RESPONSES, "{\"input\":\"Hi\"}").prompt())
        .containsExactly(new LlmMessage("user", "Hi"));
  }

  @Test
  void readsMessages() {
    LlmRequest request =
        read(
            LlmFormat.MESSAGES,
            """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"top_k":5,"stop_sequences":["END"],
             "system":[{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}],
             "metadata":{"user_id":"user_ab_account_cd_session_12-34"},
             "messages":[
              {"role":"user","content":"Hi"},
              {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
              {"role":"user","content":[
               {"type":"tool_result","tool_use_id":"toolu_1","content":"42"},
               {"tool_use_id":"toolu_2","type":"tool_result","content":[{"type":"text","text":"x"}]},
               {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},
               {"type":"text","text":"And?"}]}]}
            """);
    assertThat(request.userSession()).isEqualTo("12-34");
    assertThat(request.parameters().topK()).isEqualTo(5);
    assertThat(request.parameters().stopSequences()).containsExactly("END");
    assertThat(request.toolResults()).containsExactly("toolu_1", "toolu_2");
    assertThat(request.prompt())
        .containsExactly(
            new LlmMessage("system", "Be kind."),
            new LlmMessage("user", "Hi"),
            new LlmMessage("assistant", ""),
            new LlmMessage("user", "And?"));
    assertThat(
            read(
                    LlmFormat.MESSAGES,
                    "{\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"d\\\","
                        + "\\\"session_id\\\":\\\"56\\\"}\"}}")
                .userSession())
        .isEqualTo("56");
    assertThat(read(LlmFormat.MESSAGES, "{\"metadata\":{\"user_id\":\"u\"}}").userSession())
        .isNull();
  }

  @Test
  void keepsNoTextUnlessItIsCaptured() {
    LlmRequest request =
        LlmRequest.read(
            LlmFormat.CHAT_COMPLETIONS,
            bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"secret\"}],\"model\":\"m\"}"),
            LlmCapture.NONE);
    assertThat(request.prompt()).isEmpty();
    assertThat(
            read(LlmFormat.CHAT_COMPLETIONS, "{\"messages\":[{\"content\":\"secret\"}]}")
                .toString())
        .contains("6 characters")
        .doesNotContain("secret");
  }

  @Test
  void theLastOfTwoMembersCounts() {
    LlmRequest request =
        read(
            LlmFormat.CHAT_COMPLETIONS,
            "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"stop\":[\"x\"],\"m\\u006fdel\":\"b\",\"stream\":false,"
                + "\"stream_options\":{\"x\":1},\"stop\":[\"y\"]}");
    assertThat(request.model()).isEqualTo("b");
    assertThat(request.stream()).isFalse();
    assertThat(request.includesUsage()).isFalse();
    assertThat(request.parameters().stopSequences()).containsExactly("y");
  }

  @Test
  void boundsWhatItKeeps() {
    StringBuilder body = new StringBuilder("{\"messages\":[");
    for (int i = 0; i < 100; i++) {
      body.append("{\"role\":\"tool\",\"tool_call_id\":\"c").append(i).append("\",\"content\":\"");
      body.append("x".repeat(10_000)).append("\"},");
    }
    body.append("{}],\"stop\":[").append("\"s\",".repeat(99)).append("\"s\"]}");
    LlmRequest request = read(LlmFormat.CHAT_COMPLETIONS, body.toString());
    assertThat(request.toolResults()).hasSize(64).startsWith("c36").endsWith("c99");
    assertThat(request.prompt().stream().mapToInt(each -> each.content().length()).sum())
        .isLessThanOrEqualTo(LlmCapture.MAX_CHARACTERS);
    assertThat(request.parameters().stopSequences()).hasSize(16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "|MALFORMED",
        "{|MALFORMED",
        "{\"model\":\"m\",}|MALFORMED",
        "{\"model\":\"m\"} x|MALFORMED",
        "[]|NOT_AN_OBJECT",
        "\"text\"|NOT_AN_OBJECT",
        "7|NOT_AN_OBJECT",
        "{\"model\":7}|WRONG_TYPE",
        "{\"model\":[\"m\"]}|WRONG_TYPE",
        "{\"model\":\"m\",\"stream\":\"true\"}|WRONG_TYPE",
        "{\"model\":\"\u00ff\"}|INVALID_UTF8",
        "{\"x\":\"\u00c3\"}|INVALID_UTF8",
      })
  void saysWhyARequestCannotBeRead(@Nullable String body, Reason reason) {
    LlmRequest request =
        LlmRequest.read(
            LlmFormat.CHAT_COMPLETIONS,
            Unpooled.copiedBuffer(body == null ? "" : body, StandardCharsets.ISO_8859_1),
            ALL);
    assertThat(Objects.requireNonNull(request.problem()).reason()).isEqualTo(reason);
    assertThat(request.model()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":null,\"temperature\":\"hot\",\"stop\":{\"a\":1},\"messages\":\"none\"}",
        "{\"metadata\":7,\"stream\":null,\"stream_options\":[],\"conversation\":5,\"n\":1.5}",
        "{\"messages\":[1,null,[],{\"content\":{}},{\"content\":[1,\"x\"]}],\"input\":{}}",
      })
  void otherTypesAreAbsent(String body) {
    LlmRequest request = read(LlmFormat.CHAT_COMPLETIONS, body);
    assertThat(request.problem()).isNull();
    assertThat(request.model()).isNull();
    assertThat(request.parameters()).isEqualTo(LlmParameters.NONE);
  }

  @Test
  void replacesTheModelAndNothingElse() {
    String body = " {\"a\" : [1, 2],\"model\" :  \"old\" ,\"x\":{\"model\":\"inner\"}} ";
    assertThat(rewrite(body, "a\"b\u00fc", false))
        .isEqualTo(body.replace("\"old\"", "\"a\\\"b\u00fc\""));
    assertThat(rewrite("{\"model\":\"a\",\"model\":\"b\"}", "c", false))
        .isEqualTo("{\"model\":\"c\",\"model\":\"c\"}");
    assertThat(rewrite("{\"x\":1}", "c", false)).isEqualTo("{\"model\":\"c\",\"x\":1}");
    assertThat(rewrite("{ }", "c", true))
        .isEqualTo("{\"model\":\"c\",\"stream_options\":{\"include_usage\":true} }");
    assertThat(rewrite("{\"model\":null}", "c", false)).isEqualTo("{\"model\":\"c\"}");
    assertThat(rewrite(body, null, false)).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"m\":1}|{\"stream_options\":{\"include_usage\":true},\"m\":1}",
        "{\"stream_options\":{},\"m\":1}|{\"stream_options\":{\"include_usage\":true},\"m\":1}",
        "{\"stream_options\": { } }|{\"stream_options\": {\"include_usage\":true } }",
        "{\"stream_options\":null}|{\"stream_options\":{\"include_usage\":true}}",
        "{\"stream_options\":{\"x\":1}}|{\"stream_options\":{\"include_usage\":true,\"x\":1}}",
        "{\"stream_options\":{\"x\":1,\"include_usage\": false}}"
            + "|{\"stream_options\":{\"x\":1,\"include_usage\": true}}",
        "{\"stream_options\":{\"include_usage\":null},\"stream_options\":5}"
            + "|{\"stream_options\":{\"include_usage\":true},\"stream_options\":{\"include_usage\":true}}",
        "{\"a\":{\"stream_options\":{}}}"
            + "|{\"stream_options\":{\"include_usage\":true},\"a\":{\"stream_options\":{}}}",
      })
  void asksForTheUsage(String body, String expected) {
    assertThat(rewrite(body, null, true)).isEqualTo(expected);
    assertThat(read(LlmFormat.CHAT_COMPLETIONS, expected).includesUsage()).isTrue();
  }

  @Test
  void doesNotRewriteWhatItCouldNotRead() {
    LlmRequest request = read(LlmFormat.CHAT_COMPLETIONS, "{");
    assertThatThrownBy(() -> LlmRequestRewriter.rewrite(request, bytes("{"), "m", false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhereverTheBodyLies() {
    String text = "{\"model\":\"old\",\"x\":\"" + "y".repeat(9000) + "\"}";
    List<String> results = new ArrayList<>();
    for (ByteBuf buffer : List.of(Unpooled.buffer(), Unpooled.directBuffer())) {
      buffer.writeBytes(bytes("pad" + text)).skipBytes(3);
      LlmRequest request = LlmRequest.read(LlmFormat.CHAT_COMPLETIONS, buffer, LlmCapture.NONE);
      ByteBuf out = LlmRequestRewriter.rewrite(request, buffer, "new", true);
      results.add(out.toString(StandardCharsets.UTF_8));
      out.release();
      buffer.release();
    }
    String expected =
        "{\"stream_options\":{\"include_usage\":true}," + text.substring(1).replace("old", "new");
    assertThat(results).containsExactly(expected, expected);
  }

  private static String rewrite(String body, @Nullable String model, boolean includeUsage) {
    ByteBuf in = bytes(body);
    LlmRequest request = LlmRequest.read(LlmFormat.CHAT_COMPLETIONS, in, LlmCapture.NONE);
    ByteBuf out = LlmRequestRewriter.rewrite(request, in, model, includeUsage);
    String text = out.toString(StandardCharsets.UTF_8);
    out.release();
    return text;
  }

  private static LlmRequest read(LlmFormat format, String body) {
    return LlmRequest.read(format, bytes(body), ALL);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
