package dev.agentgateway.dataplane.xds.decode;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import java.util.Map;

/** Filter configurations of a virtual host, route or weighted cluster. None is understood yet. */
final class PerFilterConfigs {

  private final Findings findings;

  PerFilterConfigs(Findings findings) {
    this.findings = findings;
  }

  /** An optional one is ignored, any other is a problem. */
  void check(Map<String, Any> configs) {
    configs.forEach(this::check);
  }

  private void check(String filter, Any config) {
    String field = "typed_per_filter_config[" + filter + "]";
    if (config.is(FilterConfig.class)) {
      FilterConfig wrapped = ProtoValues.unpack(config, FilterConfig.class, field, findings);
      if (wrapped == null) {
        return;
      }
      if (wrapped.getIsOptional()) {
        findings.ignored(field);
        return;
      }
    }
    findings.problem(field, "unknown filter (expected: is_optional)");
  }
}
