package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.telemetry.cel.Expression;
import dev.agentgateway.dataplane.telemetry.cel.Expressions;
import dev.agentgateway.dataplane.telemetry.cel.RequestVariables;
import dev.agentgateway.dataplane.telemetry.export.Exports;
import dev.agentgateway.dataplane.telemetry.export.SpanSink;
import dev.agentgateway.dataplane.telemetry.runs.Identifier;
import dev.agentgateway.dataplane.telemetry.runs.SessionHeaders;
import dev.agentgateway.dataplane.telemetry.sampling.RunRandomness;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingExpression;
import dev.agentgateway.dataplane.telemetry.span.SpanResource;
import dev.agentgateway.dataplane.telemetry.span.SpanShape;
import dev.cel.runtime.CelEvaluationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A tracing policy, compiled. Immutable but for counters; shared by event loops. */
final class TracingPolicy {
  private final TracingConfig config;
  private final String gateway;
  private final Sampler sampler;
  private final @Nullable Expression filter;
  private final SpanShape shape;
  private final Contents contents;
  private final SpanSink sink;
  private final Map<String, Object> env;
  private final LongAdder expressionErrors;
  private volatile boolean retired;

  private TracingPolicy(
      TracingConfig config,
      Expressions expressions,
      String gateway,
      Map<String, Object> env,
      SpanSink sink,
      LongAdder expressionErrors) {
    this.config = config;
    this.gateway = gateway;
    this.env = env;
    this.sink = sink;
    this.expressionErrors = expressionErrors;
    this.sampler =
        new Sampler(
            sampling(expressions, config.clientSampling()),
            sampling(expressions, config.randomSampling()),
            sampling(expressions, config.parentNotSampled()),
            config.runs() ? headers -> randomness(gateway, headers) : RunRandomness.NONE);
    this.filter = config.filter().map(text -> expressions.compile(text, Phase.LOG)).orElse(null);
    this.shape = SpanShape.of(gateway, config, text -> expressions.compile(text, Phase.LOG));
    this.contents = filter == null ? shape.contents() : shape.contents().or(filter.contents());
  }

  /**
   * Compiles a policy.
   *
   * @param gateway NAMESPACE/NAME of the Gateway that it is in force for; may be empty
   */
  static TracingPolicy compile(
      TracingConfig config,
      String gateway,
      Expressions expressions,
      ResourceAttributes resources,
      Exports exports,
      LongAdder expressionErrors) {
    Map<String, Expression> named = new LinkedHashMap<>();
    for (NamedExpression resource : config.resources()) {
      named.put(resource.name(), expressions.compile(resource.expression(), Phase.RESOURCE));
    }
    byte[] resource = SpanResource.encode(resources.attributes(gateway, named));
    return new TracingPolicy(
        config,
        expressions,
        gateway,
        resources.env(gateway),
        exports.sink(config, resource),
        expressionErrors);
  }

  TracingConfig config() {
    return config;
  }

  /** NAMESPACE/NAME of the Gateway that it is in force for; may be empty. */
  String gateway() {
    return gateway;
  }

  /** Whether requests are joined to runs of agents. */
  boolean joinsRuns() {
    return config.runs();
  }

  Sampler sampler() {
    return sampler;
  }

  SpanShape shape() {
    return shape;
  }

  /** What of the contents of messages it names. */
  Contents contents() {
    return contents;
  }

  SpanSink sink() {
    return sink;
  }

  boolean hasFilter() {
    return filter != null;
  }

  /** Not in force any more; requests that started under it go on with it. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  RequestVariables variables(Exchange exchange, long endEpochNanos) {
    return new RequestVariables(exchange, env, endEpochNanos);
  }

  /** Whether the spans of a finished request are kept; an error keeps them and is counted. */
  boolean keeps(RequestVariables variables) {
    if (filter == null) {
      return true;
    }
    try {
      Object kept = filter.evaluate(variables);
      if (kept instanceof Boolean decided) {
        return decided;
      }
    } catch (CelEvaluationException | RuntimeException _) {
      // Counted below.
    }
    expressionErrors.increment();
    return true;
  }

  private SamplingExpression sampling(Expressions expressions, Optional<String> text) {
    if (text.isEmpty()) {
      return SamplingExpression.UNSET;
    }
    Expression expression = expressions.compile(text.get(), Phase.SAMPLING);
    if (expression instanceof Expression.Constant(Object value)) {
      double constant = probability(value);
      return exchange -> counted(constant);
    }
    return exchange -> {
      try {
        return counted(probability(expression.evaluate(variables(exchange, 0))));
      } catch (CelEvaluationException | RuntimeException _) {
        return counted(SamplingExpression.FAILED);
      }
    };
  }

  private double counted(double probability) {
    if (probability == SamplingExpression.FAILED) {
      expressionErrors.increment();
    }
    return probability;
  }

  private static long randomness(String gateway, Headers headers) {
    Identifier run = SessionHeaders.identifier(gateway, headers);
    return run == null ? -1 : run.randomness();
  }

  private static double probability(Object value) {
    return switch (value) {
      case Boolean bool -> bool ? 1 : 0;
      case Double number -> number.isNaN() ? 0 : Math.clamp(number, 0.0, 1.0);
      case Long number -> Math.clamp(number, 0, 1);
      default -> SamplingExpression.FAILED;
    };
  }
}
