package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.config.TracingConfig.Protocol;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection manager's own tracing to {@link TracingConfig}, for management servers that are not
 * ours: an OpenTelemetry provider over gRPC with a constant share. Whatever else is ignored.
 */
final class EnvoyTracingDecoder {

  /** Stands where a policy's name would. */
  private static final String POLICY = "envoy/tracing";

  private static final double FULL_PERCENT = 100;

  private final Findings findings;

  EnvoyTracingDecoder(Findings findings) {
    this.findings = findings;
  }

  Optional<TracingConfig> decode(Tracing tracing) {
    try (Findings.Scope _ = findings.at("tracing")) {
      if (!tracing.getProvider().getTypedConfig().is(OpenTelemetryConfig.class)) {
        findings.ignored("provider");
        return Optional.empty();
      }
      OpenTelemetryConfig provider =
          ProtoValues.unpack(
              tracing.getProvider().getTypedConfig(),
              OpenTelemetryConfig.class,
              "provider",
              findings);
      if (provider == null || !provider.getGrpcService().hasEnvoyGrpc()) {
        findings.ignored("provider");
        return Optional.empty();
      }
      findings.ignoreAllBut(tracing, Set.of("provider", "random_sampling", "spawn_upstream_span"));
      return Optional.of(decode(tracing, provider));
    }
  }

  private static TracingConfig decode(Tracing tracing, OpenTelemetryConfig provider) {
    GrpcService.EnvoyGrpc grpc = provider.getGrpcService().getEnvoyGrpc();
    String authority = grpc.getAuthority().isEmpty() ? grpc.getClusterName() : grpc.getAuthority();
    double percent =
        tracing.hasRandomSampling() ? tracing.getRandomSampling().getValue() : FULL_PERCENT;
    NamedExpression serviceName = serviceName(provider.getServiceName());
    return new TracingConfig(
        POLICY,
        0,
        new Collector.Otlp(grpc.getClusterName(), authority, new Protocol.Grpc(), List.of()),
        Optional.empty(),
        Optional.of(share(percent)),
        Optional.empty(),
        Optional.empty(),
        serviceName == null ? List.of() : List.of(serviceName),
        List.of(),
        List.of(),
        false);
  }

  private static @Nullable NamedExpression serviceName(String name) {
    if (name.isEmpty()) {
      return null;
    }
    String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
    return new NamedExpression("service.name", '"' + quoted + '"');
  }

  /** A CEL double between 0 and 1. */
  private static String share(double percent) {
    double bounded = Double.isNaN(percent) ? 0 : Math.clamp(percent, 0, FULL_PERCENT);
    return BigDecimal.valueOf(bounded)
        .movePointLeft(2)
        .setScale(8, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
