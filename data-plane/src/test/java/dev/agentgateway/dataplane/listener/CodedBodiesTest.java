package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.listener.McpClient.Response;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies with a content coding, of MCP servers and their clients. */
final class CodedBodiesTest {
  private static final String CALL =
      "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'add'}}";
  private static final String ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":[],\"isError\":true}}";

  private final McpTelemetry telemetry = new McpTelemetry(false);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void anAnswerOfOneServerPassesAsItIsAndIsRead() throws Exception {
    byte[] coded = gzip(ANSWER);
    McpClient client = client(server((_, out) -> answer(out, coded)));
    client.send(CALL);

    String head = client.readHead();

    assertThat(head).contains("content-encoding: gzip");
    assertThat(client.bytes(coded.length)).isEqualTo(coded);
    assertThat(telemetry.all()).contains("end CLIENT tools/call add at one tool_error\n");
  }

  @Test
  void anAnswerOfOneOfSeveralServersIsDecodedForItsNames() throws Exception {
    byte[] coded =
        gzip(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":"
                + "[{\"type\":\"resource_link\",\"uri\":\"f:1\"}]}}");
    McpServer server =
        server(
            (asked, out) -> {
              if (asked.is("tools/call")) {
                answer(out, coded);
              } else {
                answer(out, gzip(initialized(asked)));
              }
            });
    McpClient client = severalClient(server);
    String session =
        client
            .post("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}}")
            .field("mcp-session-id");

    Response response = client.post(CALL.replace("add", "a_add"), "mcp-session-id: " + session);

    assertThat(response.head()).doesNotContain("content-encoding");
    assertThat(response.text())
        .isEqualTo(
            "{'jsonrpc':'2.0','id':7,'result':{'content':"
                + "[{'type':'resource_link','uri':'a+f:1'}]}}");
  }

  @Test
  void anAnswerThatIsNotWhatItClaimsToBeIsABadAnswer() throws Exception {
    McpServer server =
        server(
            (asked, out) ->
                answer(
                    out,
                    asked.is("tools/call")
                        ? "this is no gzip at all".getBytes(StandardCharsets.US_ASCII)
                        : gzip(initialized(asked))));
    McpClient client = severalClient(server);
    String session =
        client
            .post("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}}")
            .field("mcp-session-id");

    assertThat(client.post(CALL.replace("add", "a_add"), "mcp-session-id: " + session).status())
        .isEqualTo(502);
  }

  @Test
  void aRequestIsDecodedAndSentPlain() throws Exception {
    McpServer server = server((asked, out) -> out.send(McpServer.result(asked, "{}")));
    McpClient client = client(server);
    byte[] coded = gzip(McpServer.quoted(CALL));
    client.send(
        "content-type: application/json\r\naccept: */*\r\ncontent-encoding: gzip\r\n", coded);

    assertThat(client.read().status()).isEqualTo(200);
    Asked asked = server.asked();
    assertThat(asked.body()).isEqualTo(McpServer.quoted(CALL));
    assertThat(asked.head()).doesNotContain("content-encoding");
  }

  @Test
  void aRequestThatCannotBeDecodedIsRefused() throws Exception {
    McpServer server = server((asked, out) -> out.send(McpServer.result(asked, "{}")));
    byte[] large = gzip("x".repeat(2 * McpBackends.MAX_BYTES));
    for (byte[] body :
        List.of("this is no gzip at all".getBytes(StandardCharsets.US_ASCII), large)) {
      McpClient client = client(server);
      client.send("content-type: application/json\r\ncontent-encoding: gzip\r\n", body);
      assertThat(client.read().status()).isEqualTo(400);
    }
    McpClient client = client(server);
    client.send("content-type: application/json\r\ncontent-encoding: br\r\n", large);
    Response refused = client.read();
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.field("accept-encoding")).isEqualTo("gzip, deflate");
    assertThat(server.wasAsked()).isFalse();
  }

  private static String initialized(Asked asked) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + asked.id()
        + ",\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
        + "\"serverInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";
  }

  private static void answer(RawConnection out, byte[] coded) throws IOException {
    out.send(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
            + "content-length: "
            + coded.length
            + "\r\n\r\n");
    for (byte each : coded) {
      out.send(new byte[] {each});
    }
  }

  private McpServer server(McpServer.Script script) throws IOException {
    McpServer server = new McpServer(script);
    open.add(server);
    return server;
  }

  private McpClient client(McpServer server) throws IOException {
    return client(
        new TestProxy()
            .cluster("one", server.address())
            .action(
                McpBackends.forward(
                    FailureMode.FAIL_CLOSED, PrefixMode.CONDITIONAL, McpBackends.target("one")))
            .telemetry(telemetry)
            .secrets(Secrets.NONE));
  }

  private McpClient severalClient(McpServer server) throws IOException {
    return client(
        new TestProxy()
            .cluster("a", server.address())
            .cluster("b", server.address())
            .action(
                McpBackends.forward(
                    FailureMode.FAIL_CLOSED,
                    PrefixMode.CONDITIONAL,
                    McpBackends.target("a"),
                    McpBackends.target("b")))
            .telemetry(telemetry)
            .secrets(McpBackends.keys(1)));
  }

  private McpClient client(TestProxy settings) throws IOException {
    TestProxy proxy = settings.start();
    open.add(proxy);
    McpClient client = new McpClient(proxy.address());
    open.add(client);
    return client;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
