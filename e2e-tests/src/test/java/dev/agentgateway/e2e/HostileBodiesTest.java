package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.RawClient;
import dev.agentgateway.e2e.support.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models, agents and MCP servers that answer what none should. */
final class HostileBodiesTest {
  private static final String EVENTS = "text/event-stream";
  private static final String JSON = "application/json";
  private static final int LARGE = 3 << 20;
  private static final int HUGE = 128 << 20;

  // A proxy that kept what passes would end.
  private static final String SMALL_HEAP = "-Xmx96m";

  private static final String CHAT =
      "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
  private static final String MESSAGE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{\"name\":\"%s\"}}";
  private static final String GOOD =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\","
          + "\"capabilities\":{},\"serverInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";

  private static final String BACKENDS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: NAME, namespace: test}
      spec: {ports: [{name: http, port: 80, appProtocol: agentgateway.dev/NAME}]}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: NAME, namespace: test, labels: {kubernetes.io/service-name: NAME}}
      addressType: IPv4
      endpoints: [{addresses: [127.0.0.1]}]
      ports: [{name: http, port: PORT}]
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: NAME, namespace: test}
      spec:
        parentRefs: [{name: edge}]
        rules:
        - matches: [{path: {type: PathPrefix, value: /NAME}}]
          backendRefs: [{name: NAME, port: 80}]
      """;
  private static final String SERVERS =
      """
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: one, namespace: test}
      spec: {mcp: {targets: [{name: a, static: {host: 127.0.0.1, port: PORT}}]}}
      ---
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: several, namespace: test}
      spec:
        mcp:
          targets:
          - {name: a, static: {host: 127.0.0.1, port: PORT}}
          - {name: b, static: {host: 127.0.0.1, port: PORT}}
      """;

  @TempDir static Path directory;
  private static RawUpstream upstream;
  private static Planes planes;

  @BeforeAll
  static void start() throws Exception {
    upstream = RawUpstream.start();
    String port = Integer.toString(upstream.port());
    planes = Planes.start(directory).withJavaOption(SMALL_HEAP);
    planes.write("llm.yaml", BACKENDS.replace("NAME", "llm").replace("PORT", port));
    planes.write("a2a.yaml", BACKENDS.replace("NAME", "a2a").replace("PORT", port));
    planes.write(
        "mcp.yaml",
        Manifests.all(
            Manifests.route("one", "/one", "one"),
            Manifests.route("several", "/several", "several"),
            SERVERS.replace("PORT", port)));
    planes.startDataPlane("proxy");
    answer(JSON, GOOD, 1 << 10);
    planes.awaitRoute("/a2a").awaitRoute("/llm").awaitRoute("/one");
  }

  @AfterAll
  static void stop() throws IOException {
    planes.close();
    upstream.close();
  }

  @AfterEach
  void theProxyServesOn() throws Exception {
    answer(JSON, GOOD, 1 << 10);
    assertThat(post(planes.gatewayPort(), "/llm/v1/chat/completions", CHAT).body()).isEqualTo(GOOD);
  }

  /**
   * A response.
   *
   * @param fields of the head, each with its line end
   * @param body a character per byte
   */
  record Response(String name, String fields, String body, boolean isCut) {
    static Response of(String name, String type, String body) {
      return new Response(name, "content-type: " + type + "\r\n", body, false);
    }

    byte[] bytes() {
      int length = body.length() + (isCut ? 1 : 0);
      return ("HTTP/1.1 200 OK\r\nconnection: close\r\n"
              + fields
              + "content-length: "
              + length
              + "\r\n\r\n"
              + body)
          .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Response> responses() throws IOException {
    String chunk = "{\"id\":\"r\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}";
    String event = "data: " + chunk + "\n\n";
    String gzip = "content-encoding: gzip\r\ncontent-type: ";
    return Stream.of(
        Response.of("events", EVENTS, event + event + "data: [DONE]\n\n"),
        Response.of("line ends of every kind", EVENTS, event + "data: 1\r\rdata: 2\r\n\r\n:\n\n"),
        Response.of("a byte order mark", EVENTS, "\u00ef\u00bb\u00bf" + event),
        Response.of("half a byte order mark", EVENTS, "\u00ef\u00bbdata: x\n\n" + event),
        Response.of("invalid UTF-8", EVENTS, event.replace("\"a\"", "\"\u00ff\u00c0\u0080\"")),
        Response.of("half a character", EVENTS, event + "data: \u00c3"),
        Response.of("NUL", EVENTS, "id: \u0000\nevent: \u0000\ndata: \u0000\n\n" + event),
        Response.of("no JSON", EVENTS, "data: {\n\ndata: ]\n\ndata: nul\n\n" + event),
        Response.of("members twice", EVENTS, event.replace("\"id\"", "\"id\":\"q\",\"id\"")),
        Response.of("wrong kinds", EVENTS, "data: {\"choices\":{},\"usage\":[],\"id\":1}\n\n"),
        Response.of("deep", EVENTS, "data: " + "[".repeat(20_000) + "\n\n" + event),
        Response.of("a large number", EVENTS, "data: {\"usage\":{\"total_tokens\":1e999999}}\n\n"),
        Response.of("no end", EVENTS, event + "data: {\"id\":"),
        new Response("a cut", "content-type: " + EVENTS + "\r\n", event + "data: {", true),
        Response.of("events said to be JSON", JSON, event + event),
        Response.of("JSON said to be events", EVENTS, GOOD),
        Response.of("a page", "text/html", "<html>" + event),
        Response.of("two types", JSON + "\r\ncontent-type: " + EVENTS, event),
        Response.of("a type that is none", ";=\"", event),
        new Response("no type", "", GOOD, false),
        Response.of("nothing", EVENTS, ""),
        Response.of("JSON twice", JSON, GOOD + GOOD),
        Response.of("a batch", JSON, "[" + GOOD + "," + GOOD + "]"),
        Response.of("a large body", JSON, "{\"x\":\"" + "x".repeat(LARGE) + "\"}"),
        Response.of("a large event", EVENTS, "data: " + "x".repeat(LARGE) + "\n\n" + event),
        Response.of("a large name", EVENTS, "event: " + "x".repeat(LARGE) + "\n\n" + event),
        new Response("gzip", gzip + EVENTS + "\r\n", gzip(event + event), false),
        new Response("gzip of JSON", gzip + JSON + "\r\n", gzip(GOOD), false),
        new Response("no gzip", gzip + EVENTS + "\r\n", event, false),
        new Response("half of gzip", gzip + JSON + "\r\n", gzip(GOOD).substring(0, 30), false),
        new Response("a bomb", gzip + JSON + "\r\n", gzip("[".repeat(HUGE)), false),
        new Response("an unknown coding", "content-encoding: x\r\n", event, false));
  }

  @ParameterizedTest
  @MethodSource("responses")
  void passUntouched(Response response) throws Exception {
    for (int piece : response.body().length() < 2000 ? List.of(1, 1 << 16) : List.of(1 << 16)) {
      upstream.answer(response.bytes(), piece);
      assertSame("/llm/v1/chat/completions", CHAT);
      assertSame("/llm/v1/messages", CHAT);
      assertSame("/a2a", MESSAGE.formatted("message/stream", "x"));
      assertSame("/one", MESSAGE.formatted("tools/list", "x"));
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void areAnsweredWhereSeveralServersAreOne(Response response) throws Exception {
    answer(JSON, GOOD, 1 << 10, "mcp-session-id: s\r\n");
    String session = session();
    upstream.answer(response.bytes(), response.body().length() < 2000 ? 1 : 1 << 16);
    for (String method : List.of("tools/call", "tools/list")) {
      RawClient.Whole answer =
          post(
              planes.gatewayPort(),
              "/several",
              MESSAGE.formatted(method, "a_x"),
              "mcp-session-id: " + session + "\r\n");
      assertThat(answer.status()).isIn(200, 502);
    }
    answer(JSON, GOOD, 1 << 10);
    assertThat(
            post(
                planes.gatewayPort(),
                "/several",
                MESSAGE.formatted("tools/call", "a_x"),
                "mcp-session-id: " + session + "\r\n"))
        .returns(200, RawClient.Whole::status)
        .returns(GOOD, RawClient.Whole::body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "400 | application/json | ~~",
        "400 | application/json | {",
        "400 | application/json | [1]",
        "400 | application/json | {\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "400 | application/json | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\u00ff\"}",
        "415 | text/plain | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        "413 | application/json | large",
      })
  void whatIsNoMessageIsRefused(int status, String type, String body) throws Exception {
    String sent = body.equals("large") ? "\"" + "x".repeat(LARGE) + "\"" : body;
    for (String path : List.of("/one", "/several")) {
      try (RawClient client = RawClient.connect(planes.gatewayPort())) {
        client.send(request(path, sent, "").replace("type: application/json", "type: " + type));
        RawClient.Whole answer = client.whole();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":").contains("\"error\":");
      }
    }
  }

  @Test
  void anEventThatDoesNotEndNeedsNoMemory() throws Exception {
    String head =
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n"
            + "content-length: "
            + HUGE
            + "\r\n\r\ndata: ";
    byte[] bytes = new byte[head.length() - "data: ".length() + HUGE];
    java.util.Arrays.fill(bytes, (byte) 'x');
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, head.length());
    upstream.answer(bytes, 1 << 16);
    for (String path : List.of("/llm/v1/chat/completions", "/llm/v1/messages", "/a2a", "/one")) {
      String body = path.startsWith("/llm") ? CHAT : MESSAGE.formatted("tools/list", "x");
      try (RawClient client = RawClient.connect(planes.gatewayPort())) {
        client.send(request(path, body, ""));
        client.head();
        client.skip(HUGE - 1);
      }
    }
  }

  private static void assertSame(String path, String body) throws IOException {
    RawClient.Whole direct = post(upstream.port(), path, body);
    assertThat(post(planes.gatewayPort(), path, body)).as(path).isEqualTo(direct);
  }

  private static String session() throws IOException {
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send(request("/several", MESSAGE.formatted("initialize", "x"), ""));
      return client.field("mcp-session-id");
    }
  }

  private static RawClient.Whole post(int port, String path, String body, String... fields)
      throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      return client.send(request(path, body, String.join("", fields))).whole();
    }
  }

  private static String request(String path, String body, String fields) {
    return "POST "
        + path
        + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
        + "accept: application/json, text/event-stream\r\n"
        + fields
        + "content-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void answer(String type, String body, int piece, String... fields) {
    String all = "content-type: " + type + "\r\n" + String.join("", fields);
    upstream.answer(new Response("", all, body, false).bytes(), piece);
  }

  private static String gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
