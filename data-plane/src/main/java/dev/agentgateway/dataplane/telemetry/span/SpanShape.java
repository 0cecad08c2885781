package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.telemetry.cel.Expression;
import java.util.List;
import java.util.function.Function;

/** What a policy says of the attributes of its spans. Immutable. */
public final class SpanShape {
  private final String gateway;
  private final String policy;
  private final long policyGeneration;
  private final KeySet removed;
  private final List<AddedAttribute> added;

  private SpanShape(
      String gateway,
      String policy,
      long policyGeneration,
      KeySet removed,
      List<AddedAttribute> added) {
    this.gateway = gateway;
    this.policy = policy;
    this.policyGeneration = policyGeneration;
    this.removed = removed;
    this.added = List.copyOf(added);
  }

  /**
   * The shape of a policy's spans.
   *
   * @param gateway NAMESPACE/NAME; may be empty
   * @param compile compiles expressions for the log phase
   */
  public static SpanShape of(
      String gateway, TracingConfig policy, Function<String, Expression> compile) {
    return new SpanShape(
        gateway,
        policy.policy(),
        policy.policyGeneration(),
        DefaultAttributes.keys(policy.removeAttributes()),
        policy.attributes().stream()
            .map(named -> new AddedAttribute(named.name(), compile.apply(named.expression())))
            .toList());
  }

  String gateway() {
    return gateway;
  }

  String policy() {
    return policy;
  }

  /** 0: not known. */
  long policyGeneration() {
    return policyGeneration;
  }

  KeySet removed() {
    return removed;
  }

  /** What of the contents of messages its attributes name. */
  public Contents contents() {
    return added.stream()
        .map(attribute -> attribute.expression().contents())
        .reduce(Contents.NONE, Contents::or);
  }

  List<AddedAttribute> added() {
    return added;
  }
}
