package dev.agentgateway.dataplane.config;

import java.util.List;
import java.util.Optional;

/**
 * A tracing policy. Expressions are CEL source text; they are compiled where they are used.
 *
 * @param policy NAMESPACE/NAME of the AgentgatewayPolicy
 * @param policyGeneration metadata.generation of the policy; 0: not known
 * @param collector where spans go
 * @param clientSampling decides for a sampled parent; empty: keep
 * @param randomSampling decides where there is no valid parent; empty: no decision
 * @param parentNotSampled decides for a valid parent that is not sampled; empty: never
 * @param filter keeps or drops a finished trace's spans; empty: keep
 * @param resources attributes of the OpenTelemetry Resource
 * @param attributes added to the SERVER span when it ends
 * @param removeAttributes names of default attributes to leave out
 * @param runs whether runs of agents are joined by their identifiers
 */
public record TracingConfig(
    String policy,
    long policyGeneration,
    Collector collector,
    Optional<String> clientSampling,
    Optional<String> randomSampling,
    Optional<String> parentNotSampled,
    Optional<String> filter,
    List<NamedExpression> resources,
    List<NamedExpression> attributes,
    List<String> removeAttributes,
    boolean runs) {

  public TracingConfig {
    resources = List.copyOf(resources);
    attributes = List.copyOf(attributes);
    removeAttributes = List.copyOf(removeAttributes);
  }

  /** A name and the CEL expression of its value. */
  public record NamedExpression(String name, String expression) {}

  /** Where a policy's spans go. */
  public sealed interface Collector {

    /**
     * An OTLP endpoint.
     *
     * @param cluster name of the {@link ClusterConfig}
     * @param authority :authority or Host of export requests
     * @param protocol how spans are sent
     * @param headers sent with every export
     */
    record Otlp(String cluster, String authority, Protocol protocol, List<ExportHeader> headers)
        implements Collector {
      public Otlp {
        headers = List.copyOf(headers);
      }
    }

    /** The policy names no usable backend: spans are dropped and counted as backend_invalid. */
    record Invalid(String reason) implements Collector {}
  }

  /** OTLP over gRPC or HTTP. */
  public sealed interface Protocol {
    /** opentelemetry.proto.collector.trace.v1.TraceService/Export. */
    record Grpc() implements Protocol {}

    /** POST of a binary protobuf body to {@code path}. */
    record Http(String path) implements Protocol {}
  }

  /**
   * A request header whose value is a secret.
   *
   * @param name field name
   * @param secret name of the {@link SecretConfig} with the value
   * @param prefix put before the value
   */
  public record ExportHeader(String name, String secret, String prefix) {}
}
