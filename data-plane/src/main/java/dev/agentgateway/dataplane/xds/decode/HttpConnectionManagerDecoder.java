package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.api.v1.GatewayFilter;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.TracingConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An HTTP connection manager to what a listener needs of it. */
final class HttpConnectionManagerDecoder {

  private static final int MAX_HEADERS_KIB = 8192;
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "codec_type",
          "stat_prefix",
          "rds",
          "route_config",
          "scoped_routes",
          "http_filters",
          "tracing",
          "common_http_protocol_options",
          "stream_idle_timeout",
          "request_timeout",
          "max_request_headers_kb",
          "generate_request_id",
          "use_remote_address",
          "server_header_transformation");

  private final Findings findings;

  HttpConnectionManagerDecoder(Findings findings) {
    this.findings = findings;
  }

  /**
   * What was read.
   *
   * @param routeTable name of the routes
   * @param inline the routes that are written in the connection manager
   */
  record Decoded(
      String routeTable,
      Optional<RouteTableConfig> inline,
      HttpConfig http,
      GatewayPolicies policies) {}

  /** The connection manager, or null with a problem. */
  @Nullable Decoded decode(HttpConnectionManager manager, String listener, String version) {
    findings.ignoreAllBut(manager, UNDERSTOOD);
    ignoreWhatIsNeverDone(manager);
    switch (manager.getCodecType()) {
      case AUTO, HTTP1 -> {}
      case HTTP2, HTTP3, UNRECOGNIZED ->
          findings.problem("codec_type", manager.getCodecType() + " (expected: AUTO or HTTP1)");
    }
    HttpConfig http = http(manager);
    GatewayPolicies policies = policies(manager);
    return switch (manager.getRouteSpecifierCase()) {
      case RDS -> {
        String name = manager.getRds().getRouteConfigName();
        if (name.isEmpty()) {
          findings.problem("rds.route_config_name", "empty (expected: a RouteConfiguration)");
        }
        ConfigSources.requireAds(manager.getRds().getConfigSource(), "rds.config_source", findings);
        yield new Decoded(name, Optional.empty(), http, policies);
      }
      case ROUTE_CONFIG -> {
        try (Findings.Scope _ = findings.at("route_config")) {
          // No RouteConfiguration of a management server has this name.
          String name = listener + "#route_config";
          RouteTableResource inline =
              new RouteTableDecoder(findings).decode(manager.getRouteConfig(), name, version);
          if (inline.hasDiscoveredHosts()) {
            findings.problem("vhds", "in an inlined route_config (expected: rds)");
          }
          yield new Decoded(name, Optional.of(inline.table()), http, policies);
        }
      }
      case SCOPED_ROUTES, ROUTESPECIFIER_NOT_SET -> {
        findings.problem(
            "route_specifier",
            manager.getRouteSpecifierCase() + " (expected: rds or route_config)");
        yield null;
      }
    };
  }

  /** The proxy trusts its peer's address alone, makes request ids and leaves server as it is. */
  private void ignoreWhatIsNeverDone(HttpConnectionManager manager) {
    if (!manager.getUseRemoteAddress().getValue()) {
      findings.ignored("use_remote_address");
    }
    if (manager.getServerHeaderTransformation() != ServerHeaderTransformation.PASS_THROUGH) {
      findings.ignored("server_header_transformation");
    }
    if (manager.hasGenerateRequestId() && !manager.getGenerateRequestId().getValue()) {
      findings.ignored("generate_request_id");
    }
  }

  private HttpConfig http(HttpConnectionManager manager) {
    var common = manager.getCommonHttpProtocolOptions();
    try (Findings.Scope _ = findings.at("common_http_protocol_options")) {
      findings.ignoreAllBut(common, Set.of("idle_timeout"));
    }
    Duration idle =
        common.hasIdleTimeout()
            ? ProtoValues.duration(
                common.getIdleTimeout(), "common_http_protocol_options.idle_timeout", findings)
            : HttpConfig.DEFAULT.idleTimeout();
    Duration streamIdle =
        manager.hasStreamIdleTimeout()
            ? ProtoValues.duration(manager.getStreamIdleTimeout(), "stream_idle_timeout", findings)
            : HttpConfig.DEFAULT.streamIdleTimeout();
    Duration request =
        ProtoValues.duration(manager.getRequestTimeout(), "request_timeout", findings);
    int headBytes = HttpConfig.DEFAULT.maxRequestHeadBytes();
    if (manager.hasMaxRequestHeadersKb()) {
      int kib = manager.getMaxRequestHeadersKb().getValue();
      if (kib < 1 || kib > MAX_HEADERS_KIB) {
        findings.problem(
            "max_request_headers_kb",
            Integer.toUnsignedString(kib) + " (expected: 1 to " + MAX_HEADERS_KIB + ")");
      } else {
        headBytes = kib * 1024;
      }
    }
    return new HttpConfig(idle, streamIdle, request, headBytes);
  }

  /** Our filter, else what the connection manager's own tracing says. */
  private GatewayPolicies policies(HttpConnectionManager manager) {
    GatewayPolicies own = null;
    int last = manager.getHttpFiltersCount() - 1;
    boolean endsWithRouter = false;
    for (int i = 0; i <= last; i++) {
      HttpFilter filter = manager.getHttpFilters(i);
      try (Findings.Scope _ = findings.at("http_filters[" + filter.getName() + "]")) {
        if (filter.getDisabled()) {
          findings.ignored("");
        } else if (filter.getTypedConfig().is(Router.class)) {
          endsWithRouter = i == last;
        } else if (filter.getTypedConfig().is(GatewayFilter.class)) {
          GatewayFilter config =
              ProtoValues.unpack(
                  filter.getTypedConfig(), GatewayFilter.class, "typed_config", findings);
          own =
              config == null
                  ? GatewayPolicies.NONE
                  : new GatewayPoliciesDecoder(findings).decode(config);
        } else if (filter.getIsOptional()) {
          findings.ignored("");
        } else {
          String type = filter.getTypedConfig().getTypeUrl();
          findings.problem(
              "", "unknown filter '" + type + "' (expected: one that is known or is_optional)");
        }
      }
    }
    if (!endsWithRouter) {
      findings.problem("http_filters", "no router at the end (expected: one)");
    }
    if (own != null) {
      return own;
    }
    Optional<TracingConfig> tracing =
        manager.hasTracing()
            ? new EnvoyTracingDecoder(findings).decode(manager.getTracing())
            : Optional.empty();
    return tracing
        .map(config -> new GatewayPolicies("", Map.of("", config)))
        .orElse(GatewayPolicies.NONE);
  }
}
