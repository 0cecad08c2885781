package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.api.v1.NamedExpression;
import dev.agentgateway.api.v1.Tracing;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.ExportHeader;
import dev.agentgateway.dataplane.config.TracingConfig.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A tracing policy to {@link TracingConfig}. */
final class TracingDecoder {

  private static final String DEFAULT_PATH = "/v1/traces";

  private final Findings findings;

  TracingDecoder(Findings findings) {
    this.findings = findings;
  }

  TracingConfig decode(Tracing tracing) {
    // Fields of a newer control plane.
    for (int number : tracing.getUnknownFields().asMap().keySet()) {
      findings.ignored("#" + number);
    }
    return new TracingConfig(
        tracing.getPolicy(),
        tracing.getPolicyGeneration(),
        collector(tracing),
        tracing.hasClientSampling() ? Optional.of(tracing.getClientSampling()) : Optional.empty(),
        tracing.hasRandomSampling() ? Optional.of(tracing.getRandomSampling()) : Optional.empty(),
        tracing.hasParentNotSampled()
            ? Optional.of(tracing.getParentNotSampled())
            : Optional.empty(),
        tracing.hasFilter() ? Optional.of(tracing.getFilter()) : Optional.empty(),
        expressions(tracing.getResourcesList()),
        expressions(tracing.getAttributesList()),
        tracing.getRemoveAttributesList(),
        !tracing.getRunsOff());
  }

  private Collector collector(Tracing tracing) {
    if (tracing.getCluster().isEmpty()) {
      String reason = tracing.getInvalidReason();
      return new Collector.Invalid(reason.isEmpty() ? "no backend" : reason);
    }
    Protocol protocol =
        switch (tracing.getProtocol()) {
          case GRPC -> new Protocol.Grpc();
          case HTTP ->
              new Protocol.Http(tracing.getPath().isEmpty() ? DEFAULT_PATH : tracing.getPath());
          case UNRECOGNIZED -> {
            findings.problem("protocol", tracing.getProtocolValue() + " (expected: GRPC or HTTP)");
            yield new Protocol.Grpc();
          }
        };
    List<ExportHeader> headers =
        tracing.getHeadersList().stream()
            .map(
                header ->
                    new ExportHeader(
                        header.getName().toLowerCase(Locale.ROOT),
                        header.getSecret(),
                        header.getPrefix()))
            .toList();
    return new Collector.Otlp(tracing.getCluster(), tracing.getAuthority(), protocol, headers);
  }

  static List<TracingConfig.NamedExpression> expressions(List<NamedExpression> named) {
    return named.stream()
        .map(each -> new TracingConfig.NamedExpression(each.getName(), each.getExpression()))
        .toList();
  }
}
