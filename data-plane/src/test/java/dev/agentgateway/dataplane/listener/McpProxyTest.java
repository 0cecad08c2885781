package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.listener.McpClient.Response;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One MCP server behind the proxy, on raw sockets. */
final class McpProxyTest {
  private static final String CALL =
      "{ 'jsonrpc':'2.0', 'id':7,'method':'tools/call','params':{'name':'add',"
          + "'arguments':{'x':1.0e0}} }";
  private static final String MODERN =
      "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'add','_meta':"
          + "{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}}}";
  private static final String INITIALIZE =
      "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-06-18'}}";

  private final McpTelemetry telemetry = new McpTelemetry(false);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void messagesPassByteForByteAndAreToldOf() throws Exception {
    McpServer server =
        server(
            (asked, out) -> out.send(McpServer.result(asked, "{ 'content':[],'isError':true }")));
    Response response = client(server, Secrets.NONE).post(CALL);
    assertThat(response.text())
        .isEqualTo("{'jsonrpc':'2.0','id':7,'result':{ 'content':[],'isError':true }}");
    Asked asked = server.asked();
    assertThat(asked.body()).isEqualTo(McpServer.quoted(CALL));
    assertThat(asked.head()).startsWith("POST /one HTTP/1.1\r\nhost: one.example\r\n");
    assertThat(telemetry.all())
        .isEqualTo(
            """
            begin SERVER tools/call add
            begin CLIENT tools/call add at one
            attempt of CLIENT tools/call add at one
            attempt ended
            end CLIENT tools/call add at one tool_error
            end SERVER tools/call add at one tool_error = { 'content':[],'isError':true }
            """);
  }

  @Test
  void eventsPassAtOnceAsTheyAre() throws Exception {
    Semaphore goOn = new Semaphore(0);
    McpServer server =
        server(
            (asked, out) -> {
              out.send(McpServer.stream());
              out.send(
                  McpServer.chunk(
                      ": hi\r\rid: 1\r\ndata:{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\n"));
              goOn.acquire();
              out.send(
                  McpServer.event(
                      "{'jsonrpc':'2.0','id':7,'error':{'code':-32602,'message':'secret'}}"));
              out.send(McpServer.end());
            });
    McpClient client = client(server, Secrets.NONE);
    client.send(CALL);
    assertThat(client.readHead()).contains("content-type: text/event-stream\r\n");
    assertThat(client.chunk())
        .isEqualTo(": hi\r\rid: 1\r\ndata:{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\n");
    goOn.release();
    assertThat(client.chunk()).contains("-32602");
    assertThat(client.chunk()).isEmpty();
    assertThat(telemetry.all()).contains("end CLIENT tools/call add at one -32602\n");
  }

  @Test
  void writesTheContextThatTelemetryHandsBackIntoTheMessage() throws Exception {
    McpServer server = server((asked, out) -> out.send(McpServer.result(asked, "{}")));
    TestProxy proxy = proxy(server, Secrets.NONE, new McpTelemetry(true), target());
    McpClient client = client(proxy);
    client.post(CALL.replace("'name'", "'_meta':{'traceparent':'00-old'},'name'"));
    assertThat(server.asked().body().replace('"', '\''))
        .contains("'_meta':{'tracestate':'s=1','traceparent':'00-new-CLIENT'},'name':'add'")
        .contains("{'x':1.0e0}");
  }

  @Test
  void aSessionIsKnownByItsSealedIdOnEveryReplica() throws Exception {
    McpServer server =
        server(
            (asked, out) ->
                out.send(
                    asked.is("initialize")
                        ? McpServer.json("Mcp-Session-Id: secret-id\r\n", "{}")
                        : McpServer.json("", "{}")));
    String id = client(server, McpBackends.keys(1)).post(INITIALIZE).field("mcp-session-id");
    assertThat(id).matches("[A-Za-z0-9_-]{60,}");
    server.asked();
    McpClient other = client(server, McpBackends.keys(1));
    assertThat(other.post(CALL, "mcp-session-id: " + id).status()).isEqualTo(200);
    assertThat(server.asked().field("mcp-session-id")).isEqualTo("secret-id");
    Response foreign = client(server, McpBackends.keys(2)).post(CALL, "mcp-session-id: " + id);
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.text())
        .isEqualTo(
            "{'jsonrpc':'2.0','id':7,'error':{'code':-32001,'message':'Session not found'}}");
    assertThat(other.post(CALL, "mcp-session-id: secret-id").status()).isEqualTo(404);
  }

  @Test
  void aSessionStaysWithTheReplicaThatKeepsIt() throws Exception {
    McpServer.Script keep =
        (asked, out) -> out.send(McpServer.json("Mcp-Session-Id: s1\r\n", "{}"));
    McpServer first = server(keep);
    McpServer second = server(keep);
    TestProxy proxy =
        proxy(first, McpBackends.keys(1), telemetry, target())
            .cluster("one", first.address(), second.address())
            .update();
    McpClient client = client(proxy);
    String id = "mcp-session-id: " + client.post(INITIALIZE).field("mcp-session-id");
    boolean atFirst = first.wasAsked();
    (atFirst ? first : second).asked();
    for (int i = 0; i < 4; i++) {
      client.post(CALL, id);
      (atFirst ? first : second).asked();
    }
    assertThat(first.wasAsked() || second.wasAsked()).isFalse();
    client.post(INITIALIZE);
    client.post(INITIALIZE);
    first.asked();
    second.asked();
  }

  @Test
  void withoutKeysTheSessionIdPasses() throws Exception {
    McpServer server =
        server((asked, out) -> out.send(McpServer.json("Mcp-Session-Id: s1\r\n", "{}")));
    McpClient client = client(server, Secrets.NONE);
    assertThat(client.post(INITIALIZE).field("mcp-session-id")).isEqualTo("s1");
    server.asked();
    client.post(CALL, "mcp-session-id: s1");
    assertThat(server.asked().field("mcp-session-id")).isEqualTo("s1");
  }

  @Test
  void streamsAndTheEndOfSessionsPass() throws Exception {
    McpServer server =
        server(
            (asked, out) -> {
              if (asked.head().startsWith("GET")) {
                out.send(McpServer.stream() + McpServer.event("{}") + McpServer.end());
              } else {
                out.send(
                    McpServer.response("204 No Content", "", "")
                        .replace("content-length: 0\r\n", ""));
              }
            });
    McpClient client = client(server, Secrets.NONE);
    client.send("GET", true, "last-event-id: 5", "mcp-session-id: s");
    assertThat(client.read().body()).isEqualTo("data: {}\n\n");
    Asked asked = server.asked();
    assertThat(asked.field("last-event-id")).isEqualTo("5");
    assertThat(asked.field("mcp-session-id")).isEqualTo("s");
    client.send("DELETE", false, "mcp-session-id: s");
    assertThat(client.readHead()).startsWith("HTTP/1.1 204");
    assertThat(server.asked().head()).startsWith("DELETE /one ");
  }

  @Test
  void refusesWhatIsNoMessage() throws Exception {
    McpServer server = server((asked, out) -> {});
    McpClient client = client(server, Secrets.NONE);
    assertThat(client.post("{'jsonrpc':").text())
        .isEqualTo("{'jsonrpc':'2.0','id':null,'error':{'code':-32700,'message':'Parse error'}}");
    assertThat(client.post("").status()).isEqualTo(400);
    assertThat(client.post("{'jsonrpc':'2.0','id':1,'id':2,'method':'ping'}").text())
        .contains("-32600");
    Response twice = client.post(CALL.replace("'name':'add'", "'name':'add','name':'rm'"));
    assertThat(twice.status()).isEqualTo(400);
    assertThat(twice.text()).contains("'id':7", "-32602");
    assertThat(client.post(CALL, "content-type: text/plain").status()).isEqualTo(415);
    client.send("PUT", false);
    assertThat(client.read().status()).isEqualTo(405);
    assertThat(server.wasAsked()).isFalse();
  }

  @Test
  void requestsWithoutSessionMustSayTheSameInFieldsAndBody() throws Exception {
    McpServer server = server((asked, out) -> out.send(McpServer.result(asked, "{}")));
    McpClient client = client(server, Secrets.NONE);
    String[] right = {
      "mcp-protocol-version: 2026-07-28",
      "mcp-method: tools/call",
      "mcp-name: add",
      "mcp-param-x: 1"
    };
    assertThat(client.post(MODERN, right).status()).isEqualTo(200);
    assertThat(server.asked().field("mcp-param-x")).isEqualTo("1");
    right[2] = "mcp-name: rm";
    Response wrong = client.post(MODERN, right);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("'id':7", "'code':-32020");
    assertThat(client.post(MODERN).text()).contains("-32020");
    assertThat(client.post(CALL, "mcp-protocol-version: 2026-07-28").text()).contains("-32602");
    assertThat(server.wasAsked()).isFalse();
  }

  @Test
  void aClientThatLeavesEndsTheCallAtOnce() throws Exception {
    McpServer server =
        server(
            (asked, out) -> {
              out.send(McpServer.stream() + McpServer.event("{}"));
            });
    McpClient client = client(server, Secrets.NONE);
    client.send(CALL);
    client.readHead();
    client.chunk();
    client.close();
    assertThat(server.told()).isEqualTo("closed: 1");
    assertThat(telemetry.all())
        .endsWith(
            """
            attempt ended
            end CLIENT tools/call add at one client_disconnected
            end SERVER tools/call add at one client_disconnected
            """);
  }

  @Test
  void aStreamThatTheServerCutsIsToldOf() throws Exception {
    McpServer server =
        server(
            (asked, out) -> {
              out.send(McpServer.stream() + McpServer.event("{}"));
              out.close();
            });
    McpClient client = client(server, Secrets.NONE);
    client.send(CALL);
    client.readHead();
    client.chunk();
    assertThat(telemetry.all()).contains("end CLIENT tools/call add at one upstream_reset\n");
  }

  @Test
  void theClientsCredentialsGoToATargetOnlyWhereItIsGivenThem() throws Exception {
    McpServer server = server((asked, out) -> out.send(McpServer.result(asked, "{}")));
    client(server, Secrets.NONE).post(CALL, "authorization: Bearer a", "cookie: b");
    Asked asked = server.asked();
    assertThat(asked.field("authorization")).isEqualTo("none");
    assertThat(asked.field("cookie")).isEqualTo("none");
    Target trusted = new Target("one", "one", "", "/one", new Auth.Passthrough(Optional.empty()));
    client(proxy(server, Secrets.NONE, telemetry, trusted)).post(CALL, "authorization: Bearer a");
    assertThat(server.asked().field("authorization")).isEqualTo("Bearer a");
  }

  @Test
  void batchesPassWhereTheVersionHasThem() throws Exception {
    McpServer server =
        server(
            (asked, out) ->
                out.send(
                    McpServer.json(
                        "",
                        McpServer.quoted(
                            "[{'jsonrpc':'2.0','id':2,'result':{'isError':true}},"
                                + "{'jsonrpc':'2.0','id':1,'result':{}}]"))));
    McpClient client = client(server, Secrets.NONE);
    String batch =
        "[{'jsonrpc':'2.0','id':1,'method':'ping'},"
            + "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'t'}}]";
    assertThat(client.post(batch).text()).startsWith("[{'jsonrpc'");
    assertThat(server.asked().body()).isEqualTo(McpServer.quoted(batch));
    assertThat(telemetry.all())
        .contains("end CLIENT tools/call t at one tool_error", "end CLIENT ping at one\n");
    assertThat(client.post(batch, "mcp-protocol-version: 2025-06-18").text()).contains("-32600");
  }

  private McpServer server(McpServer.Script script) throws IOException {
    McpServer server = new McpServer(script);
    open.add(server);
    return server;
  }

  private McpClient client(McpServer server, Secrets secrets) throws IOException {
    return client(proxy(server, secrets, telemetry, target()));
  }

  private McpClient client(TestProxy proxy) throws IOException {
    McpClient client = new McpClient(proxy.address());
    open.add(client);
    return client;
  }

  private TestProxy proxy(McpServer server, Secrets secrets, McpTelemetry listener, Target target) {
    TestProxy proxy =
        new TestProxy()
            .cluster("one", server.address())
            .action(McpBackends.forward(FailureMode.FAIL_CLOSED, PrefixMode.CONDITIONAL, target))
            .telemetry(listener)
            .secrets(secrets)
            .start();
    open.add(proxy);
    return proxy;
  }

  private static Target target() {
    return McpBackends.target("one");
  }
}
