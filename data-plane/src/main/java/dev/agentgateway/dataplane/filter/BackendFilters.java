package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.BackendProtocol;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
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
      case LlmConfig _, McpConfig _, A2aConfig _ -> http(context, backend, plain);
    };
  }

  private static @Nullable RequestReceiver http(
      FilterContext context, BackendConfig backend, ClusterCall plain) {
    if (!Credentials.apply(
        context.request().headers(),
        backend.auth(),
        context.port().secrets(),
        Credentials.Place.BEARER)) {
      context
          .receiver()
          .responseFailed(RequestFailure.INVALID_BACKEND, RequestFailure.INVALID_BACKEND.status());
      return null;
    }
    plain.start(
        context.port().telemetry(), context.forward(), context.choice(), context.framing(), null);
    return plain;
  }
}
