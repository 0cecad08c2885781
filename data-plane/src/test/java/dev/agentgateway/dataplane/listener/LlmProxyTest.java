package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models behind the proxy, on raw sockets. */
final class LlmProxyTest {
  private static final int MAX_BYTES = 4096;
  private static final String CHAT = "{\"model\":\"m\",\"messages\":[]}";
  private static final String STREAM = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
  private static final String ANSWER =
      "{\"id\":\"r1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
          + "\"message\":{\"content\":\"hi\"}}],"
          + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}";
  private static final String USAGE =
      "data: {\"id\":\"r1\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,"
          + "\"completion_tokens\":3,\"total_tokens\":10}}\n\n";

  private final RecordedCalls calls = new RecordedCalls(Contents.NONE);
  private final Semaphore goOn = new Semaphore(0);
  private @Nullable TestProxy proxy;
  private @Nullable RawUpstream model;

  @AfterEach
  void close() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
    if (model != null) {
      model.close();
    }
  }

  @Test
  void anAnswerPassesUnchangedAndIsRead() throws Exception {
    answers(config(LlmConfig.Provider.CUSTOM), json(200, ANSWER));
    try (RawConnection client = post("/v1/chat/completions", CHAT)) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 200").contains("content-length: ");
      assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
    }
    assertThat(upstream().told())
        .startsWith("POST /v1/chat/completions HTTP/1.1")
        .contains("accept-encoding: identity")
        .endsWith(CHAT);
    LlmCall call = calls.next(LlmCall.class);
    assertThat(call)
        .returns("chat", LlmCall::operation)
        .returns("custom", LlmCall::provider)
        .returns("m", LlmCall::requestModel)
        .returns("m-1", LlmCall::responseModel)
        .returns("r1", LlmCall::responseId)
        .returns(false, LlmCall::isStreaming)
        .returns(null, AgentCall::errorType);
    assertThat(call.usage().inputTokens()).isEqualTo(7);
    assertThat(call.usage().outputTokens()).isEqualTo(3);
    assertThat(call.finishReasons()).containsExactly("stop");
    assertThat(calls.order())
        .containsExactly("call", "attempt", "attempt ended", "call ended", "ended 200");
  }

  @Test
  void usageIsAskedForOnBehalfOfTheClientAndHiddenFromIt() throws Exception {
    start(
        config(LlmConfig.Provider.CUSTOM),
        (connection, _) -> {
          readRequest(connection);
          connection.send(streamHead());
          connection.send(chunk(delta("a")));
          goOn.acquire();
          connection.send(chunk(delta("b") + USAGE) + chunk("data: [DONE]\n\n") + "0\r\n\r\n");
          connection.readHead();
        });
    try (RawConnection client = post("/v1/chat/completions", STREAM)) {
      assertThat(client.readHead()).contains("transfer-encoding: chunked");
      assertThat(readChunk(client)).isEqualTo(delta("a"));
      goOn.release();
      assertThat(readChunk(client)).isEqualTo(delta("b"));
      assertThat(readChunk(client)).isEqualTo("data: [DONE]\n\n");
      assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
    }
    assertThat(upstream().told()).contains("\"stream_options\":{\"include_usage\":true}");
    LlmCall call = calls.next(LlmCall.class);
    assertThat(call.isStreaming()).isTrue();
    assertThat(call.usage().inputTokens()).isEqualTo(7);
    assertThat(call.firstChunkNanos()).isPositive();
    assertThat(call.isComplete()).isTrue();
  }

  @Test
  void usageThatTheClientAskedForStays() throws Exception {
    String asked = "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    answers(
        config(LlmConfig.Provider.CUSTOM),
        streamHead() + chunk(delta("a")) + chunk(USAGE) + chunk("data: [DONE]\n\n") + "0\r\n\r\n");
    try (RawConnection client = post("/v1/chat/completions", asked)) {
      client.readHead();
      assertThat(readChunk(client)).isEqualTo(delta("a"));
      assertThat(readChunk(client)).isEqualTo(USAGE);
    }
    assertThat(upstream().told()).endsWith(asked);
  }

  @Test
  void aStreamThatTheProviderCutsTellsWhatWasSeen() throws Exception {
    start(
        config(LlmConfig.Provider.CUSTOM),
        (connection, _) -> {
          readRequest(connection);
          connection.send(streamHead() + chunk(delta("a")));
          goOn.acquire();
        });
    try (RawConnection client = post("/v1/chat/completions", STREAM)) {
      client.readHead();
      readChunk(client);
      goOn.release();
      assertThat(client.isClosed()).isTrue();
    }
    LlmCall call = calls.next(LlmCall.class);
    assertThat(call.errorType()).isEqualTo("upstream_reset");
    assertThat(call.responseId()).isEqualTo("r1");
    assertThat(call.finishReasons()).containsExactly("error");
    assertThat(call.chunks()).isEqualTo(1);
  }

  @Test
  void whatWasHeldBackOfAStreamThatIsCutArrives() throws Exception {
    String part = delta("b").substring(0, 20);
    start(
        config(LlmConfig.Provider.CUSTOM),
        (connection, _) -> {
          readRequest(connection);
          connection.send(streamHead() + chunk(delta("a")) + chunk(part));
        });
    try (RawConnection client = post("/v1/chat/completions", STREAM)) {
      client.readHead();
      String body = readChunk(client) + readChunk(client);
      assertThat(body).isEqualTo(delta("a") + part);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void aClientThatLeavesEndsTheCallUpstream() throws Exception {
    start(
        config(LlmConfig.Provider.CUSTOM),
        (connection, _) -> {
          readRequest(connection);
          connection.send(streamHead() + chunk(delta("a")));
          upstream().tell(connection.isClosed() ? "closed" : "open");
        });
    try (RawConnection client = post("/v1/chat/completions", STREAM)) {
      client.readHead();
      readChunk(client);
    }
    assertThat(upstream().told()).contains("stream_options");
    assertThat(upstream().told()).isEqualTo("closed");
    assertThat(calls.next(LlmCall.class).errorType()).isEqualTo("client_disconnected");
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, /chat/completions, /v1/chat/completions, authorization: Bearer k3y",
    "OPENAI, /x/responses?a=b, /v1/responses?a=b, authorization: Bearer k3y",
    "ANTHROPIC, /v1/messages, /v1/messages, x-api-key: k3y",
    "GEMINI, /v1/chat/completions, /v1beta/openai/chat/completions, authorization: Bearer k3y",
    "AZURE_OPENAI, /v1/embeddings, /openai/v1/embeddings, api-key: k3y",
  })
  void aProviderIsAskedAtItsOwnPlaceWithItsOwnKey(
      LlmConfig.Provider provider, String asked, String path, String credential) throws Exception {
    answers(config(provider), json(200, ANSWER));
    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(request(asked, CHAT, "authorization: Bearer client\r\nbaggage: a=b\r\n"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    }
    assertThat(upstream().told())
        .startsWith("POST " + path + " HTTP/1.1")
        .contains(credential)
        .contains("host: api.example.com")
        .doesNotContain("Bearer client")
        .doesNotContain("baggage");
  }

  @Test
  void aModelIsReplacedByItsAlias() throws Exception {
    answers(aliases(Map.of("gpt-*", "small", "gpt-big", "large")), json(200, ANSWER));
    try (RawConnection client =
        post("/v1/chat/completions", "{ \"model\" : \"gpt-big\", \"n\":1 }")) {
      client.readHead();
    }
    assertThat(upstream().told()).endsWith("{ \"model\" : \"large\", \"n\":1 }");
    assertThat(calls.next(LlmCall.class).requestModel()).isEqualTo("large");
  }

  @Test
  void aCodedRequestIsReadAndSentPlainWhereItIsChanged() throws Exception {
    answers(aliases(Map.of("m", "large")), json(200, ANSWER));
    coded(gzip(CHAT));
    assertThat(upstream().told())
        .doesNotContain("content-encoding")
        .endsWith(CHAT.replace("\"m\"", "\"large\""));
    LlmCall call = calls.next(LlmCall.class);
    assertThat(call.requestModel()).isEqualTo("large");
    assertThat(call.request().problem()).isNull();
  }

  @Test
  void aCodedRequestThatIsNotChangedPassesAsItIs() throws Exception {
    answers(config(LlmConfig.Provider.CUSTOM), json(200, ANSWER));
    byte[] body = gzip(CHAT);
    coded(body);
    assertThat(upstream().told())
        .contains("content-encoding: gzip")
        .endsWith(new String(body, StandardCharsets.ISO_8859_1));
    assertThat(calls.next(LlmCall.class).requestModel()).isEqualTo("m");
  }

  @Test
  void aCodedRequestThatCannotBeReadPassesUnreadAndIsCounted() throws Exception {
    answers(aliases(Map.of("m", "large")), json(200, ANSWER));
    byte[] large = gzip("{\"model\":\"m\",\"x\":\"" + "x".repeat(3 * MAX_BYTES) + "\"}");
    coded(large);
    assertThat(upstream().told())
        .contains("content-encoding: gzip")
        .endsWith(new String(large, StandardCharsets.ISO_8859_1));
    LlmRequest.Problem problem = calls.next(LlmCall.class).request().problem();
    assertThat(problem == null ? null : problem.reason()).isEqualTo(LlmRequest.Reason.CODED);
  }

  private void coded(byte[] body) throws IOException {
    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nhost: gw.test\r\ncontent-encoding: gzip\r\n"
              + "content-length: "
              + body.length
              + "\r\n\r\n");
      client.send(body);
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aFormatThatTheProviderDoesNotSpeakIsRefusedInItsOwnShape() throws Exception {
    answers(config(LlmConfig.Provider.OPENAI), json(200, ANSWER));
    try (RawConnection client = post("/v1/messages", CHAT)) {
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 400").contains("content-type: application/json");
      assertThat(client.read(length(head)))
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"")
          .contains("does not speak messages (expected: chat/completions");
    }
    assertThat(upstream().connections()).isZero();
    assertThat(calls.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":               | MALFORMED",
        "[1]                       | NOT_AN_OBJECT",
        "{\"model\":1}             | WRONG_TYPE",
      })
  void whatCannotBeReadPassesUnchanged(String body, LlmRequest.Reason reason) throws Exception {
    answers(
        config(LlmConfig.Provider.CUSTOM),
        json(400, "{\"error\":{\"type\":\"invalid_request_error\"}}"));
    try (RawConnection client = post("/v1/chat/completions", body)) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 400");
    }
    assertThat(upstream().told()).endsWith("\r\n\r\n" + body);
    LlmCall call = calls.next(LlmCall.class);
    LlmRequest.Problem problem = call.request().problem();
    assertThat(problem == null ? null : problem.reason()).isEqualTo(reason);
    assertThat(call.errorType()).isEqualTo("invalid_request_error");
  }

  @ParameterizedTest
  @CsvSource({"content-length: %d", "transfer-encoding: chunked"})
  void aBodyThatIsTooLargeStreamsThrough(String framing) throws Exception {
    String body = "{\"model\":\"m\",\"x\":\"" + "x".repeat(3 * MAX_BYTES) + "\"}";
    answers(config(LlmConfig.Provider.CUSTOM), json(200, ANSWER));
    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nhost: gw.test\r\n"
              + framing.formatted(body.length())
              + "\r\n\r\n"
              + (framing.contains("chunked")
                  ? chunk(body.substring(0, 100)) + chunk(body.substring(100)) + "0\r\n\r\n"
                  : body));
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    }
    assertThat(upstream().told()).contains("x".repeat(3 * MAX_BYTES));
    LlmCall call = calls.next(LlmCall.class);
    assertThat(call.request().problem()).isNotNull();
    assertThat(call.usage().inputTokens()).isEqualTo(7);
  }

  @Test
  void aCodedAnswerIsReadAndPassesAsItIs() throws Exception {
    byte[] coded = gzip(ANSWER);
    start(
        config(LlmConfig.Provider.CUSTOM),
        (connection, _) -> {
          readRequest(connection);
          connection.send(
              "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
                  + "content-length: "
                  + coded.length
                  + "\r\n\r\n");
          for (byte each : coded) {
            connection.send(new byte[] {each});
          }
          connection.readHead();
        });
    try (RawConnection client = post("/v1/chat/completions", CHAT)) {
      assertThat(client.readHead()).contains("content-encoding: gzip");
      assertThat(client.read(coded.length).getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(coded);
    }
    assertThat(calls.next(LlmCall.class).usage().outputTokens()).isEqualTo(3);
  }

  @Test
  void aClientThatWaitsForContinueIsToldToSend() throws Exception {
    answers(config(LlmConfig.Provider.CUSTOM), json(200, ANSWER));
    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nhost: gw.test\r\nexpect: 100-continue\r\n"
              + "content-length: "
              + CHAT.length()
              + "\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      client.send(CHAT);
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    }
    assertThat(upstream().told()).doesNotContain("expect:");
  }

  @Test
  void withoutItsKeyNothingIsSent() throws Exception {
    answers(config(LlmConfig.Provider.CUSTOM), json(200, ANSWER));
    proxy().secrets(name -> null).update();
    try (RawConnection client = post("/v1/chat/completions", CHAT)) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 500");
    }
    assertThat(upstream().connections()).isZero();
  }

  private void answers(LlmConfig config, String response) throws IOException {
    start(
        config,
        (connection, _) -> {
          readRequest(connection);
          connection.send(response);
          connection.readHead();
        });
  }

  private void start(LlmConfig config, RawUpstream.Script script) throws IOException {
    RawUpstream started = new RawUpstream(script);
    model = started;
    proxy =
        new TestProxy()
            .telemetry(calls)
            .secrets(name -> new SecretConfig(name, "k3y"))
            .backend(
                new BackendConfig(
                    config, new BackendConfig.Auth.Secret("key", Optional.empty(), "")))
            .to(started.address())
            .start();
  }

  private void readRequest(RawConnection connection) throws IOException {
    String head = connection.readHead();
    String body;
    if (head.contains("transfer-encoding: chunked")) {
      StringBuilder all = new StringBuilder();
      for (String part = readChunk(connection); !part.isEmpty(); part = readChunk(connection)) {
        all.append(part);
      }
      body = all.toString();
    } else {
      body = connection.read(length(head));
    }
    upstream().tell(head + body);
  }

  private RawConnection post(String path, String body) throws IOException {
    RawConnection client = RawConnection.to(proxy().address());
    client.send(request(path, body, ""));
    return client;
  }

  private static String request(String path, String body, String fields) {
    return "POST "
        + path
        + " HTTP/1.1\r\nhost: gw.test\r\ncontent-type: application/json\r\n"
        + fields
        + "content-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String json(int status, String body) {
    return "HTTP/1.1 %d X\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  private static String streamHead() {
    return "HTTP/1.1 200 OK\r\n"
        + "content-type: text/event-stream\r\n"
        + "transfer-encoding: chunked\r\n\r\n";
  }

  private static String delta(String text) {
    return "data: {\"id\":\"r1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + text
        + "\"}}]}\n\n";
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static String readChunk(RawConnection connection) throws IOException {
    StringBuilder size = new StringBuilder();
    while (size.indexOf("\r\n") < 0) {
      size.append(connection.read(1));
    }
    int length = Integer.parseInt(size.toString().strip(), 16);
    String data = connection.read(length);
    connection.read(2);
    return data;
  }

  private static int length(String head) {
    String rest = head.substring(head.indexOf("content-length: ") + "content-length: ".length());
    return Integer.parseInt(rest.substring(0, rest.indexOf('\r')));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static LlmConfig config(LlmConfig.Provider provider) {
    return config(provider, Map.of());
  }

  private static LlmConfig aliases(Map<String, String> aliases) {
    return config(LlmConfig.Provider.CUSTOM, aliases);
  }

  private static LlmConfig config(LlmConfig.Provider provider, Map<String, String> aliases) {
    return new LlmConfig(
        provider,
        Optional.empty(),
        aliases,
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("api.example.com"),
        true,
        Optional.empty(),
        "",
        MAX_BYTES);
  }

  private TestProxy proxy() {
    return java.util.Objects.requireNonNull(proxy);
  }

  private RawUpstream upstream() {
    return java.util.Objects.requireNonNull(model);
  }
}
