package dev.agentgateway.dataplane.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.agentgateway.api.v1.BackendFilter;
import dev.agentgateway.dataplane.config.BackendConfig;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filter configurations of a virtual host, route or weighted cluster. */
final class PerFilterConfigs {

  /** The name of our own filter. */
  static final String GATEWAY_FILTER = "dev.agentgateway.gateway";

  private final Findings findings;

  PerFilterConfigs(Findings findings) {
    this.findings = findings;
  }

  /** An optional one is ignored, any other is a problem. */
  void check(Map<String, Any> configs) {
    configs.forEach(this::check);
  }

  /** What our own filter says of a weighted cluster's backend; others as {@link #check}. */
  BackendConfig backend(Map<String, Any> configs) {
    BackendConfig backend = BackendConfig.PLAIN;
    for (Map.Entry<String, Any> config : configs.entrySet()) {
      BackendFilter filter =
          config.getKey().equals(GATEWAY_FILTER) ? ours(config.getValue()) : null;
      if (filter == null) {
        check(config.getKey(), config.getValue());
      } else {
        try (Findings.Scope _ = findings.at(field(config.getKey()))) {
          backend = new BackendFilterDecoder(findings).decode(filter);
        }
      }
    }
    return backend;
  }

  /** Null where it is something else, or cannot be read. */
  private static @Nullable BackendFilter ours(Any config) {
    try {
      Any inner =
          config.is(FilterConfig.class) ? config.unpack(FilterConfig.class).getConfig() : config;
      return inner.is(BackendFilter.class) ? inner.unpack(BackendFilter.class) : null;
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private void check(String filter, Any config) {
    String field = field(filter);
    if (config.is(FilterConfig.class)) {
      FilterConfig wrapped = ProtoValues.unpack(config, FilterConfig.class, field, findings);
      if (wrapped == null) {
        return;
      }
      // Ours is optional for others; what it says of a backend must be understood here.
      boolean unreadable = wrapped.getConfig().is(BackendFilter.class) && ours(config) == null;
      if (wrapped.getIsOptional() && !unreadable) {
        findings.ignored(field);
        return;
      }
    }
    findings.problem(field, "unknown filter (expected: is_optional)");
  }

  private static String field(String filter) {
    return "typed_per_filter_config[" + filter + "]";
  }
}
