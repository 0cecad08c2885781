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
}
