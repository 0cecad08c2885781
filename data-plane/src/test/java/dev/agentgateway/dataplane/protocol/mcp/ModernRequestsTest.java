package dev.agentgateway.dataplane.protocol.mcp;

import static dev.agentgateway.dataplane.protocol.mcp.Messages.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModernRequestsTest {
  private static final String META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";
  private static final JsonRpcMessage CALL =
      request("tools/call", "{'name':'caf\u00e9'," + META + "}");
  private static final String CODED = "=?base64?Y2Fmw6k=?=";

  @Test
  void takesARequestWhoseFieldsSayWhatItsBodySays() {
    assertThat(check(CALL, "2026-07-28", "tools/call", CODED)).isNull();
    assertThat(McpFields.encode("caf\u00e9")).isEqualTo(CODED);
    assertThat(check(request("tools/list", "{" + META + "}"), "2026-07-28", "tools/list", null))
        .isNull();
  }

  @Test
  void refusesFieldsThatDifferOrAreMissing() {
    assertMismatch(check(CALL, null, "tools/call", CODED));
    assertMismatch(check(CALL, "2027-01-01", "tools/call", CODED));
    assertMismatch(check(CALL, "2026-07-28", null, CODED));
    assertMismatch(check(CALL, "2026-07-28", "Tools/call", CODED));
    assertMismatch(check(CALL, "2026-07-28", "tools/call", null));
    assertMismatch(check(CALL, "2026-07-28", "tools/call", "cafe"));
    assertMismatch(check(CALL, "2026-07-28", "tools/call", "=?base64?Y2Fmw6k!?="));
  }

  @Test
  void notificationsMayLeaveFieldsOut() {
    JsonRpcMessage cancelled =
        Messages.message("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{}}");
    assertThat(check(cancelled, "2026-07-28", null, null)).isNull();
    assertMismatch(check(cancelled, "2026-07-28", "tools/call", null));
  }

  @Test
  void refusesARequestThatLacksWhatItMustSay() {
    assertThat(check(request("tools/list", "{}"), "2026-07-28", "tools/list", null))
        .isEqualTo(
            new McpRefusal(
                400,
                -32602,
                "Invalid params: _meta lacks io.modelcontextprotocol/protocolVersion"));
  }

  @Test
  void codesOnlyWhatAFieldCannotHold() {
    assertThat(McpFields.encode("plain name")).isEqualTo("plain name");
    for (String value : new String[] {" a", "a ", "a\nb", "\u20ac", CODED, ""}) {
      assertThat(McpFields.decode(McpFields.encode(value))).isEqualTo(value);
    }
    assertThat(McpFields.encode("a\nb")).doesNotContain("\n");
    assertThat(McpFields.decode("=?base64?gA==?=")).isNull();
  }

  private static @Nullable McpRefusal check(
      JsonRpcMessage message,
      @Nullable String version,
      @Nullable String method,
      @Nullable String name) {
    return ModernRequests.check(message, McpParams.of(message), version, method, name);
  }

  private static void assertMismatch(@Nullable McpRefusal refusal) {
    assertThat(refusal)
        .extracting(McpRefusal::status, McpRefusal::code)
        .containsExactly(400, -32020);
  }
}
