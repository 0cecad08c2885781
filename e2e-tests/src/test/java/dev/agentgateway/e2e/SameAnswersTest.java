package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.A2aCalls;
import dev.agentgateway.e2e.support.Answer;
import dev.agentgateway.e2e.support.Answer.Ask;
import dev.agentgateway.e2e.support.AnthropicCalls;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.McpCalls;
import dev.agentgateway.e2e.support.OpenAiCalls;
import dev.agentgateway.e2e.support.Quickstart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same calls, made with and without the gateway, are answered the same. */
final class SameAnswersTest {
  private static final String JSON = "application/json";
  private static final int LARGE = 3 << 20;

  private static final String ONE_SERVER =
      """
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: one, namespace: agentgateway-system}
      spec: {mcp: {targets: [{name: places, static: {host: 127.0.0.1, port: PORT}}]}}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: one, namespace: agentgateway-system}
      spec:
        parentRefs: [{name: agentgateway-route}]
        rules:
        - matches: [{path: {type: PathPrefix, value: /one}}]
          backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: one}]
      """;

  @TempDir static Path state;
  private static Quickstart quickstart;
  private static HttpClient http;

  @BeforeAll
  static void start() throws IOException {
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    quickstart = Quickstart.start(state, "--no-agent");
    Files.writeString(
        quickstart.manifests().resolve("one.yaml"),
        ONE_SERVER.replace("PORT", Integer.toString(quickstart.mcpPlaces().getPort())));
    Await.untilTrue("the route is there", () -> quickstart.get("/one").statusCode() != 404);
  }

  @AfterAll
  static void stop() {
    http.close();
    quickstart.close();
  }

  @Test
  void openAiSdk() {
    assertThat(openAi(quickstart.gateway())).isEqualTo(openAi(quickstart.llm()));
  }

  private static List<Object> openAi(URI base) {
    String text = "Say something.";
    try (OpenAiCalls calls = new OpenAiCalls(base)) {
      return List.of(
          calls.chatWhole(text),
          calls.chatStreamed(true, text),
          calls.chatStreamed(false, text),
          calls.chatWhole("Use get_weather.", "book_table", "get_weather"),
          calls.chatStreamed(true, "Use get_weather.", "book_table", "get_weather"),
          calls.chatStreamed(false, "Use get_weather.", "book_table", "get_weather"),
          calls.complete(text),
          calls.respondWhole(text),
          calls.respondStreamed(text),
          calls.respondWhole("Use get_weather.", "get_weather"),
          calls.embed(text));
    }
  }

  @Test
  void anthropicSdk() {
    assertThat(anthropic(quickstart.gateway())).isEqualTo(anthropic(quickstart.llm()));
  }

  private static List<Object> anthropic(URI base) {
    String text = "Say something.";
    try (AnthropicCalls calls = new AnthropicCalls(base)) {
      return List.of(
          calls.messageWhole(text),
          calls.messageStreamed(text),
          calls.messageWhole("Use get_weather.", "get_weather"),
          calls.messageStreamed("Use get_weather.", "get_weather"),
          calls.countTokens(text));
    }
  }

  @Test
  void mcpSdk() {
    assertThat(McpCalls.seen(quickstart.gateway(), "/one"))
        .isEqualTo(McpCalls.seen(quickstart.mcpPlaces(), "/mcp"));
  }

  @Test
  void a2aSdk() throws Exception {
    assertThat(A2aCalls.seen(quickstart.gateway())).isEqualTo(A2aCalls.seen(quickstart.a2a()));
  }

  @ParameterizedTest
  @MethodSource("modelAsks")
  void modelWithoutSdk(Ask ask) throws Exception {
    assertThat(Answer.to(http, quickstart.gateway(), ask))
        .isEqualTo(Answer.to(http, quickstart.llm(), ask));
  }

  static Stream<Ask> modelAsks() throws IOException {
    String chat = "/v1/chat/completions";
    String hi = "{\"model\":\"sample-large\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    byte[] invalid = (hi + ",\"user\":\"?\"}").getBytes(StandardCharsets.US_ASCII);
    invalid[invalid.length - 3] = (byte) 0xff;
    return Stream.of(
        json("chat", chat, hi + "}"),
        json("chat, streamed", chat, hi + ",\"stream\":true}"),
        json(
            "chat, streamed with usage",
            chat,
            hi + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"),
        json(
            "completion, streamed",
            "/v1/completions",
            "{\"model\":\"sample-large\",\"prompt\":\"Hi\",\"stream\":true}"),
        json(
            "response, streamed",
            "/v1/responses",
            "{\"model\":\"sample-large\",\"input\":\"Hi\",\"stream\":true}"),
        json("message, streamed", "/v1/messages", hi + ",\"max_tokens\":50,\"stream\":true}"),
        json("tokens", "/v1/messages/count_tokens", hi + "}"),
        json("embedding", "/v1/embeddings", "{\"model\":\"sample-embedding\",\"input\":\"Hi\"}"),
        Ask.get("models", "/v1/models"),
        json("unknown path", "/v1/no/such", hi + "}"),
        json("unknown model", chat, hi.replace("sample-large", "gpt-0") + "}"),
        json("busy", chat, hi.replace("sample-large", "sample-busy") + "}"),
        json("no messages", chat, "{\"model\":\"sample-large\"}"),
        json("an error", chat, hi.replace("Hi", "[[fail 500]]") + "}"),
        json("no JSON", chat, hi),
        json("nothing", chat, ""),
        json("an array", chat, "[1]"),
        json("a model twice", chat, hi + ",\"model\":\"sample-reasoning\"}"),
        json("streams twice", chat, hi + ",\"stream\":true,\"stream\":false}"),
        Ask.post("another type", chat, hi + "}", "content-type", "text/plain"),
        Ask.post("no type", chat, hi + "}"),
        Ask.post("invalid UTF-8", chat, invalid, "content-type", JSON),
        Ask.post("gzip", chat, gzip(hi + "}"), "content-type", JSON, "content-encoding", "gzip"),
        json("a large body", chat, hi + ",\"user\":\"" + "x".repeat(LARGE) + "\"}"),
        json("a large broken body", chat, "{\"x\":" + "[".repeat(LARGE)));
  }

  @ParameterizedTest
  @MethodSource("agentAsks")
  void agentWithoutSdk(Ask ask) throws Exception {
    assertThat(Answer.to(http, quickstart.gateway(), ask))
        .isEqualTo(Answer.to(http, quickstart.a2a(), ask));
  }

  static Stream<Ask> agentAsks() throws IOException {
    String send =
        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"message/send\",\"params\":{\"message\":"
            + "{\"kind\":\"message\",\"role\":\"user\",\"messageId\":\"m\",\"parts\":"
            + "[{\"kind\":\"text\",\"text\":\"Hi\"}]}}";
    return Stream.of(
        json("send", "/a2a", send + "}"),
        json("stream", "/a2a", send.replace("message/send", "message/stream") + "}"),
        json("send of 1.0", "/a2a", send.replace("message/send", "SendMessage") + "}"),
        json("unknown method", "/a2a", send.replace("message/send", "no/such") + "}"),
        json("no JSON", "/a2a", send),
        json("nothing", "/a2a", ""),
        json("a batch", "/a2a", "[" + send + "}]"),
        json("an id twice", "/a2a", send + ",\"id\":\"2\"}"),
        json("a large body", "/a2a", send + ",\"x\":\"" + "x".repeat(LARGE) + "\"}"),
        Ask.post("another type", "/a2a", send + "}", "content-type", "text/plain"),
        Ask.post(
            "gzip", "/a2a", gzip(send + "}"), "content-type", JSON, "content-encoding", "gzip"),
        Ask.get("a task of REST that is not there", "/a2a/tasks/none"),
        Ask.get("the card", "/a2a/.well-known/agent-card.json"));
  }

  private static Ask json(String name, String path, String body) {
    return Ask.post(name, path, body, "content-type", JSON);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
