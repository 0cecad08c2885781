package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.listener.McpClient.Response;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two MCP servers behind the proxy as one, on raw sockets. */
final class McpMultiplexTest {
  private static final String META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  private final McpTelemetry telemetry = new McpTelemetry(false);
  private final List<AutoCloseable> open = new ArrayList<>();
  private McpServer.Script scriptA = McpBackends::answer;
  private McpServer.Script scriptB = McpBackends::answer;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private final class Gateway {
    final McpServer a;
    final McpServer b;
    final TestProxy proxy;
    final McpClient client;

    Gateway(FailureMode mode) throws IOException {
      this(mode, PrefixMode.CONDITIONAL);
    }

    Gateway(FailureMode mode, PrefixMode prefixMode) throws IOException {
      a = new McpServer((asked, out) -> scriptA.answer(asked, out));
      open.add(a);
      b = new McpServer((asked, out) -> scriptB.answer(asked, out));
      open.add(b);
      proxy =
          new TestProxy()
              .cluster("a", a.address())
              .cluster("b", b.address())
              .action(
                  McpBackends.forward(
                      mode, prefixMode, McpBackends.target("a"), McpBackends.target("b")))
              .telemetry(telemetry)
              .secrets(McpBackends.keys(1))
              .start();
      open.add(proxy);
      client = new McpClient(proxy.address());
      open.add(client);
    }

    /** Begins a session and forgets what was asked and told. */
    String session() throws IOException, InterruptedException {
      Response response =
          client.post(message("initialize", "'protocolVersion':'2025-11-25','capabilities':{}"));
      assertThat(response.status()).as(response.text()).isEqualTo(200);
      a.asked();
      b.asked();
      telemetry.all();
      return "mcp-session-id: " + response.field("mcp-session-id");
    }
  }

  @Test
  void initializeBeginsASessionWithAllOfThem() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    Response response =
        gateway.client.post(message("initialize", "'protocolVersion':'2025-11-25'"));
    assertThat(response.text())
        .startsWith(
            "{'jsonrpc':'2.0','id':1,'result':{'protocolVersion':'2025-06-18',"
                + "'capabilities':{'tools':{},'prompts':{}},'serverInfo':{'name':'agentgateway'");
    gateway.a.asked();
    gateway.b.asked();
    assertThat(telemetry.all())
        .contains(
            "end CLIENT initialize at a with its session",
            "end CLIENT initialize at b with its session",
            "end SERVER initialize with its session");
    String session = "mcp-session-id: " + response.field("mcp-session-id");
    assertThat(
            gateway
                .client
                .post(
                    message("tools/call", "'name':'a_x'"),
                    session,
                    "mcp-protocol-version: 2025-06-18")
                .status())
        .isEqualTo(200);
    Asked asked = gateway.a.asked();
    assertThat(asked.field("mcp-session-id")).isEqualTo("sa");
    assertThat(asked.field("mcp-protocol-version")).isEqualTo("2025-11-25");
  }

  @Test
  void listsAreMergedPageByPage() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String session = gateway.session();
    String first = gateway.client.post(message("tools/list", ""), session).text();
    assertThat(first).contains("'tools':[{'name':'a_x'},{'name':'b_x'}],'nextCursor':'");
    gateway.a.asked();
    gateway.b.asked();
    String cursor = first.replaceFirst(".*'nextCursor':'([^']*)'.*", "$1");
    assertThat(
            gateway.client.post(message("tools/list", "'cursor':'" + cursor + "'"), session).text())
        .endsWith("'result':{'tools':[{'name':'a_last'}]}}");
    assertThat(gateway.a.asked().body()).contains("\"cursor\":\"p2\"");
    assertThat(gateway.b.wasAsked()).isFalse();
    assertThat(gateway.client.post(message("tools/list", "'cursor':'x'"), session).text())
        .contains("-32602");
    assertThat(gateway.client.post(message("prompts/list", ""), session).text())
        .endsWith("'result':{'prompts':[{'name':'b_p'}]}}");
  }

  @Test
  void callsGoToTheirTargetUnderTheNameThatItKnows() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String session = gateway.session();
    assertThat(
            gateway
                .client
                .post(message("tools/call", "'arguments':{'name':'b_x'} , 'name':'b_x'"), session)
                .text())
        .contains("'uri':'b+f:1'");
    assertThat(gateway.b.asked().body().replace('"', '\''))
        .endsWith("'params':{'arguments':{'name':'b_x'} , 'name':'x'}}");
    assertThat(telemetry.all())
        .contains(
            "begin CLIENT tools/call b_x at b\nattempt of CLIENT tools/call x at b\n",
            "end CLIENT tools/call x at b\nend SERVER tools/call b_x at b = {'content'");
    assertThat(gateway.client.post(message("resources/read", "'uri':'a+f:1'"), session).text())
        .contains("'contents':[{'uri':'a+f:1'");
    assertThat(gateway.a.asked().body()).contains("\"uri\":\"f:1\"");
    assertThat(gateway.client.post(message("tools/call", "'name':'c_x'"), session).text())
        .contains("'code':-32602,'message':'Unknown name: c_x'");
    assertThat(gateway.client.post(message("ping", ""), session).text()).endsWith("'result':{}}");
    assertThat(gateway.client.post(message("no/such", ""), session).text()).contains("-32601");
    assertThat(gateway.a.wasAsked() || gateway.b.wasAsked()).isFalse();
  }

  @Test
  void answersFindTheServerThatAsked() throws Exception {
    Semaphore goOn = new Semaphore(0);
    scriptB =
        (asked, out) -> {
          if (!asked.is("tools/call")) {
            McpBackends.answer(asked, out);
            return;
          }
          out.send(McpServer.stream());
          out.send(McpServer.chunk("id: e1\ndata: \n\n"));
          out.send(
              McpServer.event(
                  "{'jsonrpc':'2.0','id':3,'method':'sampling/createMessage','params':"
                      + "{'_meta':{'progressToken':'t'}}}"));
          goOn.acquire();
          out.send(McpServer.chunk(": awake\n\n"));
          out.send(McpServer.event("{'jsonrpc':'2.0','id':1,'result':{'content':[]}}"));
          out.send(McpServer.end());
        };
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String session = gateway.session();
    gateway.client.send(message("tools/call", "'name':'b_x'"), session);
    assertThat(gateway.client.readHead()).contains("content-type: text/event-stream");
    assertThat(gateway.client.event()).isEqualTo("id: b+e1/data: ");
    assertThat(gateway.client.event())
        .isEqualTo(
            "data: {'jsonrpc':'2.0','id':'b+3','method':'sampling/createMessage','params':"
                + "{'_meta':{'progressToken':'b+\\'t\\''}}}");
    gateway.b.asked();
    try (McpClient second = new McpClient(gateway.proxy.address())) {
      assertThat(second.post("{'jsonrpc':'2.0','id':'b+3','result':{}}", session).status())
          .isEqualTo(202);
      assertThat(gateway.b.asked().body()).contains("\"id\":3,");
      assertThat(
              second
                  .post(message("notifications/progress", "'progressToken':'b+\\'t\\''"), session)
                  .status())
          .isEqualTo(202);
      assertThat(gateway.b.asked().body()).contains("\"progressToken\":\"t\"");
      assertThat(second.post("{'jsonrpc':'2.0','id':3,'result':{}}", session).status())
          .isEqualTo(400);
    }
    assertThat(gateway.a.wasAsked()).isFalse();
    goOn.release();
    assertThat(gateway.client.event()).contains("'id':1,'result'");
    assertThat(gateway.client.chunk()).isEmpty();
  }

  @Test
  void notificationsAndTheEndOfTheSessionGoToAll() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String session = gateway.session();
    String cancelled =
        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}";
    assertThat(gateway.client.post(cancelled, session).status()).isEqualTo(202);
    assertThat(gateway.a.asked().body()).isEqualTo(McpServer.quoted(cancelled));
    assertThat(gateway.b.asked().field("mcp-session-id")).isEqualTo("sb");
    gateway.client.send("DELETE", false, session);
    assertThat(gateway.client.read().status()).isEqualTo(200);
    assertThat(gateway.a.asked().head()).startsWith("DELETE /a ");
    assertThat(gateway.b.asked().head()).startsWith("DELETE /b ");
  }

  @Test
  void whatServersSayUnaskedComesOnOneStream() throws Exception {
    Semaphore goOn = new Semaphore(0);
    McpServer.Script speak =
        (asked, out) -> {
          if (!asked.head().startsWith("GET")) {
            McpBackends.answer(asked, out);
            return;
          }
          boolean first = asked.head().contains(" /a ");
          if (!first) {
            goOn.acquire();
          }
          out.send(McpServer.stream());
          out.send(
              McpServer.chunk(
                  McpServer.quoted(
                      "id: 9\ndata: {'jsonrpc':'2.0','method':'notifications/resources/updated',"
                          + "'params':{'uri':'f:1'}}\n\n")));
          out.send(McpServer.end());
        };
    scriptA = speak;
    scriptB = speak;
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String session = gateway.session();
    gateway.client.send("GET", true, session, "last-event-id: b+8");
    assertThat(gateway.client.readHead()).startsWith("HTTP/1.1 200");
    assertThat(gateway.client.event()).contains("id: a+9/", "'uri':'a+f:1'");
    goOn.release();
    assertThat(gateway.client.event()).contains("id: b+9/", "'uri':'b+f:1'");
    assertThat(gateway.client.chunk()).isEmpty();
    assertThat(gateway.a.asked().field("last-event-id")).isEqualTo("none");
    assertThat(gateway.b.asked().field("last-event-id")).isEqualTo("8");
  }

  @Test
  void aStreamOfSilentServersBeginsAllTheSame() throws Exception {
    Semaphore goOn = new Semaphore(0);
    McpServer.Script speak =
        (asked, out) -> {
          if (!asked.head().startsWith("GET")) {
            McpBackends.answer(asked, out);
          } else if (asked.head().contains(" /a ")) {
            out.send(McpServer.response("405 Method Not Allowed", "", ""));
          } else {
            goOn.acquire();
            out.send(McpServer.stream());
            out.send(McpServer.event("{'jsonrpc':'2.0','method':'notifications/x'}"));
            out.send(McpServer.end());
          }
        };
    scriptA = speak;
    scriptB = speak;
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    gateway.client.send("GET", true, gateway.session());
    assertThat(gateway.client.readHead()).startsWith("HTTP/1.1 200");
    goOn.release();
    assertThat(gateway.client.event()).contains("notifications/x");
    assertThat(gateway.client.chunk()).isEmpty();
  }

  @Test
  void whereNoTargetHasAStreamNorDoesThis() throws Exception {
    McpServer.Script refuse =
        (asked, out) -> {
          if (asked.head().startsWith("GET")) {
            out.send(McpServer.response("405 Method Not Allowed", "", ""));
          } else {
            McpBackends.answer(asked, out);
          }
        };
    scriptA = refuse;
    scriptB = refuse;
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    gateway.client.send("GET", true, gateway.session());
    assertThat(gateway.client.read().status()).isEqualTo(405);
  }

  @Test
  void aTargetThatFailsFailsTheCallUnlessTheModeIsOpen() throws Exception {
    scriptB = (asked, out) -> out.send(McpServer.response("500 Oops", "", ""));
    Gateway closed = new Gateway(FailureMode.FAIL_CLOSED);
    Response response = closed.client.post(message("initialize", ""));
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text()).contains("'message':'target b: status 500'");
    assertThat(telemetry.all()).contains("end SERVER initialize -32603");
    Gateway gateway = new Gateway(FailureMode.FAIL_OPEN);
    String session = gateway.session();
    assertThat(gateway.client.post(message("tools/list", ""), session).text())
        .contains("'tools':[{'name':'a_x'}]");
    assertThat(gateway.client.post(message("tools/call", "'name':'b_x'"), session).text())
        .contains("Unknown name");
    assertThat(gateway.b.wasAsked()).isFalse();
  }

  @Test
  void sessionsThatNobodyWillUseAreEnded() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    scriptB = (asked, out) -> out.send(McpServer.error(asked, -32000));
    Response response =
        gateway.client.post(message("initialize", "'protocolVersion':'2025-11-25'"));
    assertThat(response.text()).contains("-32000");
    assertThat(gateway.a.asked().is("initialize")).isTrue();
    Asked ended = gateway.a.asked();
    assertThat(ended.head()).startsWith("DELETE /a ");
    assertThat(ended.field("mcp-session-id")).isEqualTo("sa");
  }

  @Test
  void namesWithoutPrefixAreLookedForInTheListsOfAll() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED, PrefixMode.NEVER);
    String session = gateway.session();
    assertThat(gateway.client.post(message("tools/list", ""), session).text())
        .contains("'tools':[{'name':'x'}],'nextCursor'");
    gateway.a.asked();
    gateway.b.asked();
    telemetry.all();
    assertThat(gateway.client.post(message("tools/call", "'name':'last'"), session).text())
        .contains("'uri':'f:1'");
    assertThat(gateway.a.asked().is("tools/list")).isTrue();
    assertThat(gateway.b.asked().is("tools/list")).isTrue();
    assertThat(gateway.a.asked().body()).contains("\"cursor\":\"p2\"");
    assertThat(gateway.a.asked().is("tools/call")).isTrue();
    assertThat(telemetry.all())
        .contains("begin CLIENT tools/list at a\n", "begin CLIENT tools/call last at a\n");
    gateway.client.post(message("tools/call", "'name':'last'"), session);
    assertThat(gateway.a.asked().is("tools/call")).isTrue();
    assertThat(gateway.client.post(message("prompts/get", "'name':'p'"), session).status())
        .isEqualTo(202);
    assertThat(gateway.client.post(message("prompts/get", "'name':'q'"), session).text())
        .contains("Unknown name: q");
  }

  @Test
  void requestsWithoutSessionAreRoutedByBodyAndField() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String version = "mcp-protocol-version: 2026-07-28";
    assertThat(
            gateway
                .client
                .post(message("server/discover", META), version, "mcp-method: server/discover")
                .text())
        .contains("'supportedVersions':['2026-07-28'],'capabilities':{},'ttlMs':5");
    gateway.a.asked();
    gateway.b.asked();
    Response response =
        gateway.client.post(
            message("tools/call", "'name':'b_x'," + META),
            version,
            "mcp-method: tools/call",
            "mcp-name: b_x",
            "mcp-session-id: old");
    assertThat(response.status()).isEqualTo(200);
    Asked asked = gateway.b.asked();
    assertThat(asked.field("mcp-name")).isEqualTo("x");
    assertThat(asked.field("mcp-session-id")).isEqualTo("none");
    assertThat(asked.body()).contains("\"name\":\"x\"");
    Response unknown = gateway.client.post(message("ping", META), version, "mcp-method: ping");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("-32601");
    gateway.client.send("GET", true, version);
    assertThat(gateway.client.read().status()).isEqualTo(405);
  }

  @Test
  void aSubscriptionIsAcknowledgedOnceAndHearsAll() throws Exception {
    Semaphore goOn = new Semaphore(0);
    McpServer.Script listen =
        (asked, out) -> {
          boolean first = asked.head().contains(" /a ");
          out.send(McpServer.stream());
          out.send(
              McpServer.event(
                  "{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged','params':"
                      + "{'notifications':{'toolsListChanged':"
                      + first
                      + (first ? "" : ",'resourceSubscriptions':['f:1']")
                      + "}}}"));
          goOn.acquire();
          out.send(
              McpServer.event(
                  "{'jsonrpc':'2.0','method':'notifications/resources/updated','params':"
                      + "{'uri':'f:1'}}"));
          out.send(McpServer.event("{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete'}}"));
          out.send(McpServer.end());
        };
    scriptA = listen;
    scriptB = listen;
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    gateway.client.send(
        message(
            "subscriptions/listen",
            "'notifications':{'toolsListChanged':true,'resourceSubscriptions':['b+f:1']}," + META),
        "mcp-protocol-version: 2026-07-28",
        "mcp-method: subscriptions/listen");
    gateway.client.readHead();
    assertThat(gateway.client.event())
        .contains("acknowledged", "subscriptionId':1}", "'toolsListChanged':true", "['b+f:1']");
    assertThat(gateway.a.asked().body()).contains("\"resourceSubscriptions\":[]");
    assertThat(gateway.b.asked().body()).contains("\"resourceSubscriptions\":[\"f:1\"]");
    goOn.release(2);
    assertThat(gateway.client.event()).contains("updated");
    assertThat(gateway.client.event()).contains("updated");
    assertThat(gateway.client.event()).contains("'resultType':'complete'");
    assertThat(gateway.client.chunk()).isEmpty();
  }

  @Test
  void refusesRequestsWithoutASessionThatItKnows() throws Exception {
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    McpClient client = gateway.client;
    assertThat(client.post(message("tools/list", "")).status()).isEqualTo(400);
    assertThat(client.post(message("tools/list", ""), "mcp-session-id: no").status())
        .isEqualTo(404);
    client.send("GET", true);
    assertThat(client.read().status()).isEqualTo(400);
    client.send("GET", false, "accept: text/html");
    assertThat(client.read().status()).isEqualTo(406);
    assertThat(client.post(message("ping", ""), "accept: application/json").status())
        .isEqualTo(406);
    assertThat(gateway.a.wasAsked() || gateway.b.wasAsked()).isFalse();
  }

  @Test
  void aBodyThatIsNoMessageIsABadAnswer() throws Exception {
    scriptA =
        (asked, out) -> {
          if (asked.is("initialize")) {
            McpBackends.answer(asked, out);
          } else {
            out.send(McpServer.json("", "x".repeat(McpBackends.MAX_BYTES + 1)));
          }
        };
    Gateway gateway = new Gateway(FailureMode.FAIL_CLOSED);
    String session = gateway.session();
    assertThat(gateway.client.post(message("tools/call", "'name':'a_x'"), session).status())
        .isEqualTo(502);
    assertThat(telemetry.all()).contains("upstream_protocol_error");
    scriptB = (asked, out) -> out.send(McpServer.json("", "x".repeat(McpBackends.MAX_BYTES + 1)));
    assertThat(gateway.client.post(message("prompts/list", ""), session).text())
        .contains("answer too large");
  }

  private static String message(String method, String params) {
    boolean notification = method.startsWith("notifications/");
    return "{'jsonrpc':'2.0',"
        + (notification ? "" : "'id':1,")
        + "'method':'"
        + method
        + "','params':{"
        + params
        + "}}";
  }
}
