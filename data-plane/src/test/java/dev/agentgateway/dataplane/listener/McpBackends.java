package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.McpConfig.FailureMode;
import dev.agentgateway.dataplane.config.McpConfig.PrefixMode;
import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import dev.agentgateway.dataplane.config.RouteAction.Rewrite;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.Secrets;
import dev.agentgateway.dataplane.listener.McpServer.Asked;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Routes to MCP servers whose clusters are named as their targets. */
final class McpBackends {
  static final int MAX_BYTES = 4096;

  private McpBackends() {}

  static Forward forward(FailureMode failureMode, PrefixMode prefixMode, Target... targets) {
    return forward(
        new McpConfig(
            "ns/mcp", List.of(targets), prefixMode, failureMode, false, "keys", MAX_BYTES));
  }

  static Forward forward(McpConfig config) {
    return new Forward(
        List.of(
            new WeightedCluster(
                "none",
                1,
                HeaderMutation.NONE,
                HeaderMutation.NONE,
                new BackendConfig(config, new Auth.None()))),
        503,
        Duration.ZERO,
        Optional.empty(),
        RetryConfig.NONE,
        Rewrite.NONE);
  }

  static Target target(String name) {
    return new Target(name, name, name + ".example", "/" + name, new Auth.None());
  }

  /** The same keys for every proxy that is given the same seed. */
  static Secrets keys(int seed) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) seed);
    SecretConfig secret =
        new SecretConfig("keys", "", List.of(Base64.getEncoder().encodeToString(key)));
    return name -> name.equals("keys") ? secret : null;
  }

  /** How server a answers, and b: their protocol versions, lists and refusals differ. */
  static void answer(Asked asked, RawConnection out) throws IOException {
    boolean first = asked.head().contains(" /a ");
    if (asked.is("initialize")) {
      out.send(
          McpServer.json(
              "mcp-session-id: " + (first ? "sa" : "sb") + "\r\n",
              McpServer.quoted(
                  "{'jsonrpc':'2.0','id':1,'result':{'protocolVersion':'"
                      + (first ? "2025-11-25" : "2025-06-18")
                      + "','capabilities':{'"
                      + (first ? "tools" : "prompts")
                      + "':{}},'serverInfo':{'name':'x'}}}")));
    } else if (asked.is("tools/list")) {
      out.send(
          McpServer.result(
              asked,
              first
                  ? asked.body().contains("'cursor'".replace('\'', '"'))
                      ? "{'tools':[{'name':'last'}]}"
                      : "{'tools':[{'name':'x'}],'nextCursor':'p2'}"
                  : "{'tools':[{'name':'x'}]}"));
    } else if (asked.is("prompts/list") && first) {
      out.send(McpServer.error(asked, -32601));
    } else if (asked.is("prompts/list")) {
      out.send(McpServer.result(asked, "{'prompts':[{'name':'p'}]}"));
    } else if (asked.is("server/discover")) {
      out.send(
          McpServer.result(
              asked, "{'supportedVersions':['2026-07-28'],'capabilities':{},'ttlMs':5}"));
    } else if (asked.is("tools/call") || asked.is("logging/setLevel")) {
      out.send(McpServer.result(asked, "{'content':[{'type':'resource_link','uri':'f:1'}]}"));
    } else if (asked.is("resources/read")) {
      out.send(McpServer.result(asked, "{'contents':[{'uri':'f:1','text':'t'}]}"));
    } else if (asked.head().startsWith("DELETE")) {
      out.send(McpServer.response(first ? "200 OK" : "405 No", "", ""));
    } else {
      out.send(McpServer.response("202 Accepted", "", ""));
    }
  }
}
