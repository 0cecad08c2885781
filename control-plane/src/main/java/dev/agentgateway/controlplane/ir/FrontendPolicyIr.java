package dev.agentgateway.controlplane.ir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Frontend policies in force, merging done. */
public record FrontendPolicyIr(
    Optional<TracingIr> tracing,
    Optional<AccessLogIr> accessLog,
    Optional<MetricLabelsIr> metricLabels) {

  /** Tracing alone. */
  public FrontendPolicyIr(Optional<TracingIr> tracing) {
    this(tracing, Optional.empty(), Optional.empty());
  }

  /** Names of the policies, NAMESPACE/NAME. */
  public List<String> policies() {
    return Stream.of(
            tracing.map(TracingIr::policy),
            accessLog.map(AccessLogIr::policy),
            metricLabels.map(MetricLabelsIr::policy))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /**
   * A tracing policy. Expressions are CEL text.
   *
   * @param policy NAMESPACE/NAME of the AgentgatewayPolicy
   * @param generation metadata.generation of the policy; 0 where its source counts none
   * @param clientSampling empty: keep what the client sampled
   * @param randomSampling empty: no decision
   * @param parentNotSampled empty: never
   * @param filter empty: keep
   * @param runs whether runs of an agent are joined by their identifiers
   */
  public record TracingIr(
      String policy,
      long generation,
      CollectorIr collector,
      Optional<String> clientSampling,
      Optional<String> randomSampling,
      Optional<String> parentNotSampled,
      Optional<String> filter,
      List<NamedExpressionIr> resources,
      List<NamedExpressionIr> attributes,
      List<String> removeAttributes,
      boolean runs) {
    public TracingIr {
      resources = List.copyOf(resources);
      attributes = List.copyOf(attributes);
      removeAttributes = List.copyOf(removeAttributes);
    }
  }

  /**
   * An access log.
   *
   * @param policy NAMESPACE/NAME of the AgentgatewayPolicy
   * @param filter empty: keep
   */
  public record AccessLogIr(
      String policy,
      Optional<String> filter,
      List<NamedExpressionIr> attributes,
      List<String> removeAttributes) {
    public AccessLogIr {
      attributes = List.copyOf(attributes);
      removeAttributes = List.copyOf(removeAttributes);
    }
  }

  /**
   * Labels of request metrics.
   *
   * @param policy NAMESPACE/NAME of the AgentgatewayPolicy
   */
  public record MetricLabelsIr(String policy, List<NamedExpressionIr> labels) {
    public MetricLabelsIr {
      labels = List.copyOf(labels);
    }
  }

  /** A name and the CEL expression of its value. */
  public record NamedExpressionIr(String name, String expression) {}

  /** Where spans go. */
  public sealed interface CollectorIr {
    /**
     * An OTLP endpoint.
     *
     * @param cluster name of a {@link ClusterIr}
     * @param authority host and port as the policy names them
     * @param path for HTTP; empty: GRPC
     * @param headers sent with every export
     */
    record Otlp(
        String cluster, String authority, Optional<String> path, List<ExportHeaderIr> headers)
        implements CollectorIr {
      public Otlp {
        headers = List.copyOf(headers);
      }
    }

    /** Nothing usable: sampling goes on, spans are dropped and counted. */
    record Invalid(String why) implements CollectorIr {}
  }

  /** A header whose value is the {@link SecretIr} of that name, behind a prefix. */
  public record ExportHeaderIr(String name, String secret, String prefix) {}
}
