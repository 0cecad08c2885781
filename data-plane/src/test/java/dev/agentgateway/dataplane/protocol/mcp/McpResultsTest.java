package dev.agentgateway.dataplane.protocol.mcp;

import static dev.agentgateway.dataplane.protocol.mcp.Messages.request;
import static dev.agentgateway.dataplane.protocol.mcp.Messages.response;
import static dev.agentgateway.dataplane.protocol.mcp.Messages.text;
import static dev.agentgateway.dataplane.protocol.mcp.Messages.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class McpResultsTest {
  private final McpNames names = new McpNames(List.of("a", "b"), true);

  @Test
  void namesResourcesInsideOfResults() {
    assertThat(
            renamed(
                "{'content':[{'type':'text','uri':'f:0'},{'type':'resource_link','uri':'f:1'},"
                    + "{'type':'resource','resource':{'uri':'f:2','text':'f:2'}}]}"))
        .isEqualTo(
            "{'content':[{'type':'text','uri':'f:0'},{'type':'resource_link','uri':'b+f:1'},"
                + "{'type':'resource','resource':{'uri':'b+f:2','text':'f:2'}}]}");
    assertThat(renamed("{'contents':[{'uri':'ui://x'}]}"))
        .isEqualTo("{'contents':[{'uri':'ui://b+x'}]}");
    assertThat(
            renamed(
                "{'messages':[{'role':'user','content':{'type':'resource','resource':{'uri':'f:1'}}}]}"))
        .contains("'uri':'b+f:1'");
    assertThat(renamed("{'task':{'taskId':'t'}}")).isEqualTo("{'task':{'taskId':'b+t'}}");
  }

  @Test
  void leavesOtherResultsAlone() {
    assertThat(McpResults.renamed(response("{'content':[]}"), names, "b")).isNull();
    assertThat(McpResults.renamed(response("5"), names, "b")).isNull();
    assertThat(
            McpResults.renamed(
                response("{'contents':[{'uri':'f:1'}]}"), new McpNames(List.of("a"), false), "a"))
        .isNull();
  }

  @Test
  void tellsOfToolsThatFailedAndOfErrors() {
    McpCall failed = call("{'name':'t'}");
    failed.answer(response("{'content':[],'isError':true}"));
    assertThat(failed.errorType()).isEqualTo("tool_error");
    McpCall refused = call("{'name':'t'}");
    refused.answer(
        Messages.message("{'jsonrpc':'2.0','id':1,'error':{'code':-32602,'message':'secret'}}"));
    assertThat(refused.errorType()).isEqualTo("-32602");
    assertThat(refused.errorMessage()).isEqualTo("invalid params");
    assertThat(refused.rpcErrorMessage()).isEqualTo("secret");
    assertThat(refused.errorCode()).isEqualTo(-32602);
    McpCall good = call("{'name':'t'}");
    good.answer(response("{'content':[]}"));
    assertThat(good.errorType()).isNull();
    assertThat(McpResults.type(value("{}"))).isEqualTo("complete");
    assertThat(McpResults.type(value("{'resultType':'input_required'}")))
        .isEqualTo("input_required");
  }

  @Test
  void keepsArgumentsAndResultsOnlyWhereTheyAreWanted() {
    JsonRpcMessage message = request("tools/call", "{'name':'t','arguments':{'x':1}}");
    McpParams params = McpParams.of(message);
    McpCall call = McpCall.of(Side.SERVER, null, message, params);
    call.request(params);
    assertThat(call.arguments()).isNull();
    call.setWanted(true, true);
    call.request(params);
    call.answer(response("{'content':[]}"));
    assertThat(call.arguments()).isEqualTo(text("{'x':1}"));
    assertThat(call.result()).isEqualTo(text("{'content':[]}"));
    assertThat(call.toolName()).isEqualTo("t");
    assertThat(call.requestId()).isEqualTo("1");
  }

  private String renamed(String result) {
    JsonRpcMessage message = response(result);
    byte[] bytes = McpResults.renamed(message, names, "b");
    String whole = new String(bytes, StandardCharsets.UTF_8).replace('"', '\'');
    return whole.substring("{'jsonrpc':'2.0','id':1,'result':".length(), whole.length() - 1);
  }

  private static McpCall call(String params) {
    JsonRpcMessage message = request("tools/call", params);
    return McpCall.of(Side.SERVER, null, message, McpParams.of(message));
  }
}
