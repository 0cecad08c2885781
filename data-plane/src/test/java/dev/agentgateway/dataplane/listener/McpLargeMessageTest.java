package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.listener.McpClient.Response;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** MCP messages that are larger than the bound, on raw sockets. */
final class McpLargeMessageTest {
  private static final String LARGE = "x".repeat(3 * McpBackends.MAX_BYTES);
  private static final String CALL =
      "{'method':'tools/call','params':{'name':'a_add','arguments':{'x':'"
          + LARGE
          + "'}},'jsonrpc':'2.0','id':7}";

  private final McpTelemetry telemetry = new McpTelemetry(true);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void toOneTargetItPassesUnchangedAndIsCounted() throws Exception {
    McpServer server = server(McpLargeMessageTest::answer);
    McpClient client = client(server, Secrets.NONE, McpBackends.target("a"));
    Response response = client.post(CALL);
    assertThat(response.text()).isEqualTo("{'jsonrpc':'2.0','id':7,'result':{'isError':true}}");
    assertThat(server.asked().body()).isEqualTo(McpServer.quoted(CALL));
    assertThat(telemetry.all())
        .contains(
            "unread MCP_REQUEST_TOO_LARGE",
            "end CLIENT tools/call a_add at a tool_error",
            "end SERVER tools/call a_add at a tool_error");
  }

  @Test
  void chunksPassToo() throws Exception {
    McpServer server =
        server(
            (asked, out) -> {
              StringBuilder body = new StringBuilder();
              while (!body.toString().endsWith("\r\n0\r\n\r\n")) {
                body.append(out.read(1));
              }
              answer(
                  new Asked(asked.head(), body.toString().replaceAll("(?s)\r\n\\w+\r\n", "")), out);
            });
    McpClient client = client(server, Secrets.NONE, McpBackends.target("a"));
    String body = McpServer.quoted(CALL);
    client.sendRaw(
        "POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            + "transfer-encoding: chunked\r\n\r\n"
            + McpServer.chunk(body.substring(0, 100))
            + McpServer.chunk(body.substring(100))
            + "0\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void whatNamesNothingInItsBeginningPassesToOneTargetOnly() throws Exception {
    String late = "{'params':{'x':'" + LARGE + "'},'jsonrpc':'2.0','id':7,'method':'tools/call'}";
    McpServer server = server(McpLargeMessageTest::answer);
    McpClient one = client(server, Secrets.NONE, McpBackends.target("a"));
    assertThat(one.post(late).status()).isEqualTo(200);
    assertThat(telemetry.all()).contains("unread MCP_REQUEST_TOO_LARGE").doesNotContain("SERVER");
    server.asked();
    assertThat(one.post("'" + LARGE + "'").status()).isEqualTo(413);
    telemetry.all();
    McpClient several = several(server);
    assertThat(several.post(late).status()).isEqualTo(413);
    telemetry.all();
    String session = session(several);
    server.asked();
    server.asked();
    assertThat(several.post(late, session).status()).isEqualTo(413);
    assertThat(telemetry.all()).contains("unread MCP_REQUEST_TOO_LARGE");
    assertThat(server.wasAsked()).isFalse();
  }

  @Test
  void ofSeveralTheTargetIsFoundByTheBeginning() throws Exception {
    McpServer server = server(McpLargeMessageTest::answer);
    McpClient client = several(server);
    String session = session(client);
    server.asked();
    server.asked();
    assertThat(client.post(CALL, session).text())
        .isEqualTo("{'jsonrpc':'2.0','id':7,'result':{'isError':true}}");
    Asked asked = server.asked();
    assertThat(asked.head()).startsWith("POST /a ").contains("mcp-session-id: s");
    assertThat(asked.body()).isEqualTo(McpServer.quoted(CALL.replace("a_add", "add")));
    assertThat(telemetry.all())
        .contains(
            "end CLIENT tools/call add at a tool_error",
            "end SERVER tools/call a_add at a tool_error");
    // A server's request is answered: its id says whose it is.
    String answer = "{'jsonrpc':'2.0','id':'b+\\'q\\'','result':{'x':'" + LARGE + "'}}";
    assertThat(client.post(answer, session).status()).isEqualTo(202);
    assertThat(server.asked().body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"q\",");
    assertThat(client.post(CALL).status()).isEqualTo(400);
    assertThat(client.post(CALL.replace("a_add", "add"), session).status()).isEqualTo(413);
    assertThat(server.wasAsked()).isFalse();
  }

  @Test
  void anAnswerThatIsTooLargeIsCounted() throws Exception {
    McpServer server =
        server((asked, out) -> out.send(McpServer.result(asked, "{'x':'" + LARGE + "'}")));
    McpClient client = client(server, Secrets.NONE, McpBackends.target("a"));
    assertThat(client.post("{'jsonrpc':'2.0','id':1,'method':'ping'}").text()).contains(LARGE);
    assertThat(telemetry.all()).contains("unread MCP_RESPONSE_PARTLY_READ");
  }

  @Test
  void aClientThatWaitsForContinueIsToldToSend() throws Exception {
    McpServer server = server(McpLargeMessageTest::answer);
    McpClient client = client(server, Secrets.NONE, McpBackends.target("a"));
    client.sendRaw(
        "POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            + "expect: 100-continue\r\ncontent-length: 40\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 100");
    client.sendRaw("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(server.asked().head()).doesNotContain("expect");
  }

  private static void answer(Asked asked, RawConnection out) throws IOException {
    if (asked.is("initialize")) {
      out.send(
          McpServer.json(
              "mcp-session-id: s\r\n",
              McpServer.quoted(
                  "{'jsonrpc':'2.0','id':1,'result':{'protocolVersion':'2025-11-25',"
                      + "'capabilities':{},'serverInfo':{'name':'x'}}}")));
    } else if (asked.body().contains("\"method\"") || asked.head().contains("chunked")) {
      out.send(McpServer.result(asked, "{'isError':true}"));
    } else {
      out.send(McpServer.response("202 Accepted", "", ""));
    }
  }

  private String session(McpClient client) throws IOException, InterruptedException {
    Response response = client.post("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}}");
    telemetry.all();
    return "mcp-session-id: " + response.field("mcp-session-id");
  }

  private McpServer server(McpServer.Script script) throws IOException {
    McpServer server = new McpServer(script);
    open.add(server);
    return server;
  }

  private McpClient several(McpServer server) throws IOException {
    return client(server, McpBackends.keys(1), McpBackends.target("a"), McpBackends.target("b"));
  }

  private McpClient client(McpServer server, Secrets secrets, Target... targets)
      throws IOException {
    TestProxy proxy =
        new TestProxy()
            .cluster("a", server.address())
            .cluster("b", server.address())
            .action(McpBackends.forward(FailureMode.FAIL_CLOSED, PrefixMode.CONDITIONAL, targets))
            .telemetry(telemetry)
            .secrets(secrets)
            .start();
    open.add(proxy);
    McpClient client = new McpClient(proxy.address());
    open.add(client);
    return client;
  }
}
