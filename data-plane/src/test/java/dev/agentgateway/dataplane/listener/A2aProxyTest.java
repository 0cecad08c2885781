package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.PathRewrite;
import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import dev.agentgateway.dataplane.config.RouteAction.Rewrite;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall.Outcome;
import dev.agentgateway.dataplane.protocol.a2a.A2aMethod;
import dev.agentgateway.dataplane.protocol.a2a.A2aTaskState;
import dev.agentgateway.dataplane.protocol.a2a.AgentName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents behind the proxy, on raw sockets. */
final class A2aProxyTest {
  private static final int MAX_BYTES = 4096;

  private static final String SEND =
      """
      {"jsonrpc":"2.0","id":1,"method":"message/stream","params":{"message":{"messageId":"m",\
      "contextId":"c","parts":[]}}}\
      """;

  private static final String RESULT =
      """
      {"jsonrpc":"2.0","id":1,"result":{"kind":"task","id":"t","contextId":"c",\
      "status":{"state":"completed"}}}\
      """;

  private static final String CARD =
      "{\"url\":\"http://agent:9/agents/x/rpc\",\"signatures\":[{}],\"name\":\"Ä\"}";

  private final RecordedCalls calls = new RecordedCalls(Contents.NONE);
  private final Semaphore goOn = new Semaphore(0);
  private @Nullable TestProxy proxy;
  private @Nullable RawUpstream agent;

  @AfterEach
  void close() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
    if (agent != null) {
      agent.close();
    }
  }

  @Test
  void updatesPassOneByOneAndUnchanged() throws Exception {
    start(
        (connection, _) -> {
          String head = connection.readHead();
          agent().tell(head);
          agent().tell(connection.read(SEND.length()));
          connection.send(
              "HTTP/1.1 200 OK\r\n"
                  + "content-type: text/event-stream\r\n"
                  + "transfer-encoding: chunked\r\n\r\n");
          connection.send(chunk(event("t", "submitted")));
          goOn.acquire();
          connection.send(chunk(event("t", "working")));
          goOn.acquire();
          connection.send(chunk(event("t", "completed")) + "0\r\n\r\n");
          connection.readHead();
        });

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(post("/a2a", SEND, "accept-encoding: gzip\r\n"));
      assertThat(agent().told()).contains("host: agent.test").contains("accept-encoding: identity");
      assertThat(agent().told()).isEqualTo(SEND);
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
      assertThat(readChunk(client)).isEqualTo(event("t", "submitted"));
      goOn.release();
      assertThat(readChunk(client)).isEqualTo(event("t", "working"));
      goOn.release();
      assertThat(readChunk(client)).isEqualTo(event("t", "completed"));
      assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
    }

    assertThat(calls.next(A2aCall.class))
        .returns(A2aMethod.SEND_STREAMING_MESSAGE, A2aCall::method)
        .returns("m", A2aCall::messageId)
        .returns("t", A2aCall::taskId)
        .returns("c", A2aCall::contextId)
        .returns(A2aTaskState.COMPLETED, A2aCall::taskState)
        .returns(3, A2aCall::updates)
        .returns(Outcome.SUCCESS, A2aCall::outcome)
        .returns(null, AgentCall::errorType);
    assertThat(calls.order())
        .containsExactly("call", "attempt", "attempt ended", "call ended", "ended 200");
  }

  @Test
  void aClientThatLeavesClosesTheStreamAndSendsNothing() throws Exception {
    start(
        (connection, _) -> {
          connection.readHead();
          connection.read(SEND.length());
          connection.send(
              "HTTP/1.1 200 OK\r\n"
                  + "content-type: text/event-stream\r\n"
                  + "transfer-encoding: chunked\r\n\r\n"
                  + chunk(event("t", "working")));
          agent().tell(connection.isClosed() ? "closed without a byte" : "something came");
        });

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(post("/a2a", SEND, ""));
      client.readHead();
      readChunk(client);
    }

    assertThat(agent().told()).isEqualTo("closed without a byte");
    assertThat(agent().connections()).isEqualTo(1);
    assertThat(calls.next(A2aCall.class))
        .returns("client_disconnected", AgentCall::errorType)
        .returns(A2aTaskState.WORKING, A2aCall::taskState)
        .returns(Outcome.UNKNOWN, A2aCall::outcome);
  }

  @Test
  void aStreamThatTheAgentCutsTellsWhatWasSeen() throws Exception {
    start(
        (connection, _) -> {
          connection.readHead();
          connection.read(SEND.length());
          connection.send(
              "HTTP/1.1 200 OK\r\n"
                  + "content-type: text/event-stream\r\n"
                  + "transfer-encoding: chunked\r\n\r\n"
                  + chunk(event("t", "working")));
          goOn.acquire();
        });

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(post("/a2a", SEND, ""));
      client.readHead();
      readChunk(client);
      goOn.release();
      assertThat(client.isClosed()).isTrue();
    }

    assertThat(calls.next(A2aCall.class))
        .returns("upstream_reset", AgentCall::errorType)
        .returns(A2aTaskState.WORKING, A2aCall::taskState);
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length: %d", "transfer-encoding: chunked"})
  void aCardNamesTheAddressThatTheClientUsed(String framing) throws Exception {
    String head = "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-type: application/json\r\n";
    byte[] card = CARD.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    start(
        (connection, _) -> {
          agent().tell(connection.readHead());
          connection.send(head + framing.formatted(card.length) + "\r\n\r\n");
          boolean chunked = framing.contains("chunked");
          if (chunked) {
            connection.send(Integer.toHexString(card.length) + "\r\n");
          }
          for (byte each : card) {
            connection.send(new byte[] {each});
          }
          if (chunked) {
            connection.send("\r\n0\r\n\r\n");
          }
          connection.readHead();
        });

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(
          "GET /a2a/.well-known/agent-card.json HTTP/1.1\r\nhost: gw.test:8443\r\n"
              + "x-forwarded-proto: https\r\n\r\n");

      String rewritten = "{\"url\":\"https://gw.test:8443/a2a/rpc\",\"name\":\"Ã\u0084\"}";
      assertThat(client.readHead())
          .contains("content-length: " + rewritten.length(), "etag: \"1\"")
          .doesNotContain("transfer-encoding");
      assertThat(client.read(rewritten.length())).isEqualTo(rewritten);
    }
    assertThat(agent().told()).startsWith("GET /agents/x/.well-known/agent-card.json");
    assertThat(calls.isEmpty()).isTrue();
  }

  @Test
  void aCardThatIsCodedIsDecodedForItsAddress() throws Exception {
    byte[] card = gzip(CARD);
    start((connection, _) -> sendCoded(connection, connection.readHead(), card));

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send("GET /a2a/.well-known/agent-card.json HTTP/1.1\r\nhost: gw.test\r\n\r\n");
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 200").doesNotContain("content-encoding");
      String length = head.replaceFirst("(?s).*content-length: (\\d+).*", "$1");
      assertThat(client.read(Integer.parseInt(length))).startsWith("{\"url\":\"http://gw.test/");
    }
  }

  @Test
  void callsNameTheAgentOnceItsCardHasPassed() throws Exception {
    String card = "{\"name\":\"Planner\",\"version\":\"1.2\",\"skills\":[]}";
    start(
        (connection, _) -> {
          for (String head = connection.readHead(); ; head = connection.readHead()) {
            boolean asksForCard = head.startsWith("GET ");
            if (!asksForCard) {
              connection.read(SEND.length());
            }
            String body = asksForCard ? card : RESULT;
            connection.send(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                    .formatted(body.length(), body));
          }
        });
    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send("GET /a2a/.well-known/agent-card.json HTTP/1.1\r\nhost: gw.test\r\n\r\n");
      client.readHead();
      client.read(card.length());
      client.send(post("/a2a", SEND, ""));
      client.readHead();
      client.read(RESULT.length());
    }
    assertThat(calls.next(A2aCall.class).agent()).isEqualTo(new AgentName("Planner", "1.2"));
  }

  @Test
  void codedMessagesPassAsTheyAreAndAreRead() throws Exception {
    byte[] asked = gzip(SEND.replace("message/stream", "message/send"));
    byte[] answer = gzip(RESULT);
    start(
        (connection, _) -> {
          String head = connection.readHead();
          assertThat(bytes(connection.read(asked.length))).isEqualTo(asked);
          sendCoded(connection, head, answer);
        });

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(
          "POST /a2a HTTP/1.1\r\nhost: gw.test\r\ncontent-type: application/json\r\n"
              + "content-encoding: gzip\r\ncontent-length: "
              + asked.length
              + "\r\n\r\n");
      client.send(asked);
      assertThat(client.readHead()).startsWith("HTTP/1.1 200").contains("content-encoding: gzip");
      assertThat(bytes(client.read(answer.length))).isEqualTo(answer);
    }

    assertThat(calls.next(A2aCall.class))
        .returns(A2aMethod.SEND_MESSAGE, A2aCall::method)
        .returns("m", A2aCall::messageId)
        .returns("t", A2aCall::taskId)
        .returns(A2aTaskState.COMPLETED, A2aCall::taskState);
  }

  private static void sendCoded(RawConnection connection, String head, byte[] coded)
      throws IOException {
    assertThat(head).isNotEmpty();
    connection.send(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
            + "content-length: "
            + coded.length
            + "\r\n\r\n");
    for (byte each : coded) {
      connection.send(new byte[] {each});
    }
    connection.readHead();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aCardThatIsTooLargeOrNoneAtAllPassesUnchanged() throws Exception {
    String large = "{\"url\":\"http://a/\",\"x\":\"" + "x".repeat(2 * MAX_BYTES) + "\"}";
    start(
        (connection, _) -> {
          for (String body : List.of(large, large, "no card")) {
            boolean chunked = connection.readHead().contains("/chunked/");
            connection.send(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    + (chunked
                        ? "transfer-encoding: chunked\r\n\r\n" + chunk(body) + "0\r\n\r\n"
                        : "content-length: " + body.length() + "\r\n\r\n" + body));
          }
          connection.readHead();
        });

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send("GET /a2a/.well-known/agent-card.json HTTP/1.1\r\nhost: gw\r\n\r\n");
      client.readHead();
      assertThat(client.read(large.length())).isEqualTo(large);
      client.send("GET /a2a/chunked/.well-known/agent-card.json HTTP/1.1\r\nhost: gw\r\n\r\n");
      assertThat(client.readHead()).contains("transfer-encoding: chunked");
      StringBuilder body = new StringBuilder();
      while (body.length() < large.length()) {
        body.append(readChunk(client));
      }
      assertThat(body.toString()).isEqualTo(large);
      assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
      client.send("GET /a2a/.well-known/agent.json HTTP/1.1\r\nhost: gw\r\n\r\n");
      client.readHead();
      assertThat(client.read(7)).isEqualTo("no card");
    }
  }

  @Test
  void anExtendedCardIsRewrittenInItsEnvelope() throws Exception {
    String body = "{\"id\":1,\"result\":" + CARD.replace("Ä", "A") + "}";
    answer(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(post("/a2a", "{\"method\":\"GetExtendedAgentCard\",\"id\":1}", ""));
      String rewritten =
          "{\"id\":1,\"result\":{\"url\":\"http://gw.test/a2a/rpc\",\"name\":\"A\"}}";
      assertThat(client.readHead()).contains("content-length: " + rewritten.length());
      assertThat(client.read(rewritten.length())).isEqualTo(rewritten);
    }
    assertThat(calls.next(A2aCall.class))
        .returns(A2aMethod.GET_EXTENDED_AGENT_CARD, A2aCall::method)
        .returns(Outcome.SUCCESS, A2aCall::outcome);
  }

  @Test
  void errorsOfTheProtocolAreTheCalls() throws Exception {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32001,\"message\":\"x\"}}";
    answer(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send(post("/a2a", "{\"method\":\"GetTask\",\"params\":{\"id\":\"t\"},\"id\":1}", ""));
      client.readHead();
      assertThat(client.read(body.length())).isEqualTo(body);
    }
    assertThat(calls.next(A2aCall.class))
        .returns(A2aMethod.GET_TASK, A2aCall::method)
        .returns("t", A2aCall::taskId)
        .returns("-32001", AgentCall::errorType);
  }

  @Test
  void anAgentThatIsNotThereIsTheCallsFailure() throws Exception {
    start((_, _) -> {});
    agent().close();

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send("GET /tasks/t HTTP/1.1\r\nhost: gw.test\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 503");
    }
    assertThat(calls.next(A2aCall.class))
        .returns("connect_failed", AgentCall::errorType)
        .returns("t", A2aCall::taskId);
  }

  @Test
  void whatIsNotA2aPassesWithoutACall() throws Exception {
    answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

    try (RawConnection client = RawConnection.to(proxy().address())) {
      client.send("GET /a2a/health HTTP/1.1\r\nhost: gw.test\r\n\r\n");
      client.readHead();
      assertThat(client.read(2)).isEqualTo("ok");
    }
    assertThat(calls.isEmpty()).isTrue();
  }

  private void answer(String response) throws IOException {
    start(
        (connection, _) -> {
          String head = connection.readHead();
          int at = head.indexOf("content-length: ");
          if (at >= 0) {
            connection.read(Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at))));
          }
          connection.send(response);
          connection.readHead();
        });
  }

  private void start(RawUpstream.Script script) throws IOException {
    RawUpstream upstream = new RawUpstream(script);
    agent = upstream;
    BackendConfig backend =
        new BackendConfig(
            new A2aConfig(Optional.of("agent.test"), MAX_BYTES), new BackendConfig.Auth.None());
    Forward forward =
        new Forward(
            List.of(
                new WeightedCluster(
                    TestProxy.CLUSTER, 1, HeaderMutation.NONE, HeaderMutation.NONE, backend)),
            503,
            Duration.ZERO,
            Optional.empty(),
            RetryConfig.NONE,
            new Rewrite(new PathRewrite.Prefix("/a2a", "/agents/x"), Optional.empty()));
    proxy = new TestProxy().to(upstream.address()).telemetry(calls).action(forward).start();
  }

  private TestProxy proxy() {
    return java.util.Objects.requireNonNull(proxy);
  }

  private RawUpstream agent() {
    return java.util.Objects.requireNonNull(agent);
  }

  private static String post(String path, String body, String fields) {
    return "POST %s HTTP/1.1\r\nhost: gw.test\r\ncontent-type: application/json\r\n%s"
            .formatted(path, fields)
        + "content-length: %d\r\n\r\n%s".formatted(body.length(), body);
  }

  private static String event(String task, String state) {
    return "data: {\"id\":1,\"result\":{\"kind\":\"status-update\",\"taskId\":\"%s\",\"status\":{\"state\":\"%s\"}}}\n\n"
        .formatted(task, state);
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static String readChunk(RawConnection client) throws IOException {
    StringBuilder size = new StringBuilder();
    while (!size.toString().endsWith("\r\n")) {
      size.append(client.read(1));
    }
    String data = client.read(Integer.parseInt(size.toString().strip(), 16));
    client.read(2);
    return data;
  }
}
