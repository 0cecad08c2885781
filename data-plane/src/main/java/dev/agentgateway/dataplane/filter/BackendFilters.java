package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.filter.a2a.A2aFilter;
import dev.agentgateway.dataplane.filter.llm.LlmFilter;
import dev.agentgateway.dataplane.filter.llm.LlmGroupFilter;
import dev.agentgateway.dataplane.filter.mcp.McpFilter;
import org.jspecify.annotations.Nullable;

/** The terminal filters: one per protocol that backends speak. */
public final class BackendFilters {
  private BackendFilters() {}

  /**
   * Begins to forward a request.
   *
   * @param plain a call of the exchange's own head, used where nothing is known of the protocol
   * @return where the request's body goes; null where it was answered already
   */
  public static @Nullable RequestReceiver open(FilterContext context, ClusterCall plain) {
    BackendConfig backend = context.choice().backend();
    return switch (backend.protocol()) {
      case BackendProtocol.Http _ -> http(context, backend, plain);
      case A2aConfig a2a ->
          authenticate(context, backend) ? A2aFilter.open(context, a2a, plain) : null;
      case LlmConfig llm -> LlmFilter.open(context, llm, plain);
      case LlmGroupsConfig groups -> LlmGroupFilter.open(context, groups);
      case McpConfig mcp -> McpFilter.open(context, mcp);
    };
  }

  private static @Nullable RequestReceiver http(
      FilterContext context, BackendConfig backend, ClusterCall plain) {
    if (!authenticate(context, backend)) {
      return null;
    }
    plain.start(
        context.port().telemetry(), context.forward(), context.choice(), context.framing(), null);
    return plain;
  }

  /** Sets the backend's credentials; false where the request was answered, for they are missing. */
  private static boolean authenticate(FilterContext context, BackendConfig backend) {
    if (Credentials.apply(
        context.request().headers(),
        backend.auth(),
        context.port().secrets(),
        Credentials.Place.BEARER)) {
      return true;
    }
    context
        .receiver()
        .responseFailed(RequestFailure.INVALID_BACKEND, RequestFailure.INVALID_BACKEND.status());
    return false;
  }
}
