package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.listener.McpClient.Response;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server with sessions for clients that keep none. */
final class McpStatelessTest {
  private static final String CALL =
      "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'add'}}";

  private final McpTelemetry telemetry = new McpTelemetry(false);

  @Test
  void everyRequestHasASessionOfItsOwn() throws Exception {
    try (McpServer server = new McpServer((asked, out) -> answer(asked, out));
        TestProxy proxy = proxy(server);
        McpClient client = new McpClient(proxy.address())) {
      Response response = client.post(CALL, "mcp-session-id: ignored");
      assertThat(response.text()).isEqualTo("{'jsonrpc':'2.0','id':7,'result':{'content':[]}}");
      assertThat(response.field("mcp-session-id")).isEqualTo("none");
      Asked initialize = server.asked();
      assertThat(initialize.is("initialize")).isTrue();
      assertThat(initialize.field("mcp-session-id")).isEqualTo("none");
      Asked initialized = server.asked();
      assertThat(initialized.is("notifications/initialized")).isTrue();
      assertThat(initialized.field("mcp-protocol-version")).isEqualTo("2025-06-18");
      Asked call = server.asked();
      assertThat(call.body()).isEqualTo(McpServer.quoted(CALL));
      assertThat(call.field("mcp-session-id")).isEqualTo("s1");
      Asked end = server.asked();
      assertThat(end.head()).startsWith("DELETE /one ");
      assertThat(end.field("mcp-session-id")).isEqualTo("s1");
      assertThat(telemetry.all())
          .isEqualTo(
              """
              begin SERVER tools/call add
              begin CLIENT tools/call add at one
              attempt of CLIENT tools/call add at one
              attempt ended
              attempt of CLIENT tools/call add at one
              attempt ended
              attempt of CLIENT tools/call add at one
              attempt ended
              attempt of CLIENT tools/call add at one
              attempt ended
              end CLIENT tools/call add at one
              end SERVER tools/call add at one = {'content':[]}
              """);
    }
  }

  @Test
  void clientsInitializeAndHaveNothingToEnd() throws Exception {
    try (McpServer server = new McpServer((asked, out) -> answer(asked, out));
        TestProxy proxy = proxy(server);
        McpClient client = new McpClient(proxy.address())) {
      Response response = client.post("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}}");
      assertThat(response.text()).contains("'protocolVersion':'2025-06-18'");
      assertThat(response.field("mcp-session-id")).isEqualTo("none");
      server.asked();
      assertThat(client.post("{'jsonrpc':'2.0','method':'notifications/initialized'}").status())
          .isEqualTo(202);
      client.send("DELETE", false);
      assertThat(client.read().status()).isEqualTo(405);
      client.send("GET", true);
      assertThat(client.read().status()).isEqualTo(405);
      assertThat(server.wasAsked()).isFalse();
    }
  }

  @Test
  void aServerThatBeginsNoSessionFailsTheCall() throws Exception {
    try (McpServer server =
            new McpServer((asked, out) -> out.send(McpServer.error(asked, -32603)));
        TestProxy proxy = proxy(server);
        McpClient client = new McpClient(proxy.address())) {
      assertThat(client.post(CALL).status()).isEqualTo(502);
      assertThat(telemetry.all())
          .contains("end CLIENT tools/call add at one upstream_protocol_error");
    }
  }

  private TestProxy proxy(McpServer server) {
    return new TestProxy()
        .cluster("one", server.address())
        .action(
            McpBackends.forward(
                new McpConfig(
                    "ns/mcp",
                    List.of(McpBackends.target("one")),
                    PrefixMode.CONDITIONAL,
                    FailureMode.FAIL_CLOSED,
                    true,
                    "keys",
                    McpBackends.MAX_BYTES)))
        .telemetry(telemetry)
        .start();
  }

  private static void answer(Asked asked, RawConnection out) throws IOException {
    if (asked.is("initialize")) {
      out.send(
          McpServer.result(asked, "{'protocolVersion':'2025-06-18'}")
              .replace("content-type", "mcp-session-id: s1\r\ncontent-type"));
    } else if (asked.is("tools/call")) {
      out.send(McpServer.result(asked, "{'content':[]}"));
    } else {
      out.send(McpServer.response("202 Accepted", "", ""));
    }
  }
}
