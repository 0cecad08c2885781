package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.listener.McpClient.Response;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of version 2025-03-26 to two MCP servers behind the proxy as one, on raw sockets. */
final class McpBatchTest {
  private static final String CALLS =
      "[{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a_x'}},"
          + "{'jsonrpc':'2.0','id':'two','method':'tools/call','params':{'name':'b_x'}},"
          + "{'jsonrpc':'2.0','id':3,'method':'tools/call','params':{'name':'c_x'}}]";

  private final McpTelemetry telemetry = new McpTelemetry(false);
  private final List<AutoCloseable> open = new ArrayList<>();
  private McpServer.Script script = McpBatchTest::answer;
  private McpServer a;
  private McpServer b;
  private McpClient client;
  private String session;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @BeforeEach
  void begin() throws IOException, InterruptedException {
    a = new McpServer((asked, out) -> script.answer(asked, out));
    open.add(a);
    b = new McpServer(McpBatchTest::answer);
    open.add(b);
    TestProxy proxy =
        new TestProxy()
            .cluster("a", a.address())
            .cluster("b", b.address())
            .action(
                McpBackends.forward(
                    FailureMode.FAIL_CLOSED,
                    PrefixMode.CONDITIONAL,
                    McpBackends.target("a"),
                    McpBackends.target("b")))
            .telemetry(telemetry)
            .secrets(McpBackends.keys(1))
            .start();
    open.add(proxy);
    client = new McpClient(proxy.address());
    open.add(client);
    Response response =
        client.post(
            "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-03-26'}}");
    session = "mcp-session-id: " + response.field("mcp-session-id");
    a.asked();
    b.asked();
    telemetry.all();
  }

  private static void answer(Asked asked, RawConnection out) throws IOException {
    if (asked.is("initialize")) {
      out.send(
          McpServer.json(
              "mcp-session-id: s\r\n",
              McpServer.quoted(
                  "{'jsonrpc':'2.0','id':1,'result':{'protocolVersion':'2025-03-26',"
                      + "'capabilities':{},'serverInfo':{'name':'x'}}}")));
    } else if (asked.is("tools/list")) {
      out.send(McpServer.result(asked, "{'tools':[{'name':'x'}]}"));
    } else if (asked.is("tools/call")) {
      out.send(McpServer.result(asked, "{'content':[],'isError':true}"));
    } else {
      out.send(McpServer.response("202 Accepted", "", ""));
    }
  }

  @Test
  void eachMessageGoesToItsTargetAndTheAnswersAreOneArray() throws Exception {
    Response response = client.post(CALLS, session);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text())
        .isEqualTo(
            "[{'jsonrpc':'2.0','id':1,'result':{'content':[],'isError':true}},"
                + "{'jsonrpc':'2.0','id':'two','result':{'content':[],'isError':true}},"
                + "{'jsonrpc':'2.0','id':3,'error':{'code':-32602,'message':"
                + "'Unknown name: c_x'}}]");
    assertThat(a.asked().body()).contains("\"name\":\"x\"");
    assertThat(b.asked().body()).contains("\"id\":\"two\"", "\"name\":\"x\"");
    assertThat(telemetry.all())
        .contains(
            "end CLIENT tools/call x at a tool_error",
            "end SERVER tools/call a_x at a tool_error",
            "end CLIENT tools/call x at b tool_error",
            "end SERVER tools/call b_x at b tool_error",
            "end SERVER tools/call c_x -32602");
    assertThat(client.post("[{'jsonrpc':'2.0','id':1,'method':'tools/list'}]", session).text())
        .isEqualTo("[{'jsonrpc':'2.0','id':1,'result':{'tools':[{'name':'a_x'},{'name':'b_x'}]}}]");
  }

  @Test
  void whereATargetStreamsTheAnswersAreAStream() throws Exception {
    script =
        (asked, out) -> {
          if (asked.is("tools/call")) {
            out.send(McpServer.stream());
            out.send(McpServer.event("{'jsonrpc':'2.0','id':9,'method':'sampling/createMessage'}"));
            out.send(McpServer.event("{'jsonrpc':'2.0','id':1,'result':{}}"));
            out.send(McpServer.end());
          } else {
            answer(asked, out);
          }
        };
    Response response = client.post(CALLS, session);
    assertThat(response.field("content-type")).isEqualTo("text/event-stream");
    assertThat(response.text())
        .contains(
            "data: {'jsonrpc':'2.0','id':'a+9','method':'sampling/createMessage'}\n\n",
            "data: {'jsonrpc':'2.0','id':1,'result':{}}\n\n",
            "data: {'jsonrpc':'2.0','id':'two','result':{'content':[],'isError':true}}\n\n",
            "'id':3,'error'");
  }

  @Test
  void manyMessagesAndLargeAnswersAreAllAnswered() throws Exception {
    script =
        (asked, out) -> {
          if (asked.is("tools/call")) {
            out.send(McpServer.result(asked, "{'text':'" + "x".repeat(1500) + "'}"));
          } else {
            answer(asked, out);
          }
        };
    StringBuilder batch = new StringBuilder("[{'jsonrpc':'2.0','method':'notifications/x'}");
    for (int i = 0; i < 25; i++) {
      batch
          .append(",{'jsonrpc':'2.0','id':")
          .append(100 + i)
          .append(",'method':'tools/call','params':{'name':'a_x'}}");
    }
    Response response = client.post(batch.append(']').toString(), session);
    // More than may be kept.
    assertThat(response.field("content-type")).isEqualTo("text/event-stream");
    for (int i = 0; i < 25; i++) {
      assertThat(response.text()).contains("'id':" + (100 + i) + ",");
    }
    assertThat(a.asked().is("notifications/x")).isTrue();
  }

  @Test
  void notificationsAreAcceptedOrRefusedAsOne() throws Exception {
    String two =
        "[{'jsonrpc':'2.0','method':'notifications/initialized'},"
            + "{'jsonrpc':'2.0','method':'notifications/roots/list_changed'}]";
    assertThat(client.post(two, session).status()).isEqualTo(202);
    assertThat(a.asked().is("notifications/initialized")).isTrue();
    assertThat(a.asked().is("notifications/roots/list_changed")).isTrue();
    assertThat(client.post("[{'jsonrpc':'2.0','id':'x+1','result':{}}]", session).status())
        .isEqualTo(400);
  }

  @Test
  void aSessionThatTheTargetsForgotIsToldByTheStatus() throws Exception {
    script =
        (asked, out) -> {
          if (asked.is("tools/call")) {
            out.send(McpServer.response("404 Not Found", "", ""));
          } else {
            answer(asked, out);
          }
        };
    String gone = "[{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a_x'}}]";
    assertThat(client.post(gone, session).status()).isEqualTo(404);
    // Another message was answered: the answers tell.
    Response mixed = client.post(CALLS, session);
    assertThat(mixed.status()).isEqualTo(200);
    assertThat(mixed.text()).contains("{'jsonrpc':'2.0','id':1,'error':{'code':-32603");
  }

  @Test
  void refusesInitializeInABatchAndBatchesOfOtherVersions() throws Exception {
    String initialize = "[{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}}]";
    assertThat(client.post(initialize, session).text()).contains("-32600");
    assertThat(client.post(CALLS, session, "mcp-protocol-version: 2025-06-18").status())
        .isEqualTo(400);
    assertThat(client.post(CALLS).status()).isEqualTo(400);
    assertThat(a.wasAsked()).isFalse();
  }
}
