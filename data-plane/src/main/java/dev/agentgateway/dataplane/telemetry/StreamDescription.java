package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.OpenStream;
import dev.agentgateway.dataplane.telemetry.span.CallNames;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says of a request in flight what it is. */
final class StreamDescription {
  private StreamDescription() {}

  /** Called on the exchange's event loop. */
  static OpenStream of(Exchange exchange, String sessionId) {
    ChosenRoute chosen = exchange.route();
    Attempt attempt = exchange.attempt();
    return new OpenStream(
        exchange.listener().policies().gateway(),
        chosen == null ? "" : chosen.gatewayListener(),
        chosen == null ? "" : chosen.route().identity().route(),
        attempt == null ? "" : attempt.backend(),
        protocol(chosen),
        operation(exchange, chosen),
        TimeUnit.NANOSECONDS.toMillis(exchange.startEpochNanos()),
        exchange.responseBytes(),
        sessionId);
  }

  private static String operation(Exchange exchange, @Nullable ChosenRoute chosen) {
    List<AgentCall> calls = exchange.calls();
    if (!calls.isEmpty()) {
      return CallNames.of(calls.getFirst());
    }
    String pattern = chosen == null ? "" : chosen.route().identity().pattern();
    String method = exchange.originalMethod();
    return pattern.isEmpty() ? method : method + " " + pattern;
  }

  /** Of the route's first backend: one that mixes protocols is rare. */
  private static String protocol(@Nullable ChosenRoute chosen) {
    if (chosen == null || !(chosen.route().action() instanceof RouteAction.Forward forward)) {
      return "http";
    }
    BackendProtocol protocol = forward.clusters().getFirst().backend().protocol();
    return switch (protocol) {
      case LlmConfig _, LlmGroupsConfig _ -> "llm";
      case McpConfig _ -> "mcp";
      case A2aConfig _ -> "a2a";
      case BackendProtocol.Http _ -> "http";
    };
  }
}
