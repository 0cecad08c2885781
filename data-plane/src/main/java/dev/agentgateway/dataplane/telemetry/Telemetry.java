package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.AccessLogConfig;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.OpenStream;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.telemetry.accesslog.AccessLog;
import dev.agentgateway.dataplane.telemetry.accesslog.AccessLogPolicy;
import dev.agentgateway.dataplane.telemetry.cel.Expressions;
import dev.agentgateway.dataplane.telemetry.cel.RequestVariables;
import dev.agentgateway.dataplane.telemetry.export.ExportSettings;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets;
import dev.agentgateway.dataplane.telemetry.export.Exports;
import dev.agentgateway.dataplane.telemetry.export.SpanSink;
import dev.agentgateway.dataplane.telemetry.metrics.CallMetrics;
import dev.agentgateway.dataplane.telemetry.metrics.LabelValues;
import dev.agentgateway.dataplane.telemetry.metrics.MetricLabels;
import dev.agentgateway.dataplane.telemetry.metrics.MetricSource;
import dev.agentgateway.dataplane.telemetry.metrics.ModelNames;
import dev.agentgateway.dataplane.telemetry.metrics.PrometheusText;
import dev.agentgateway.dataplane.telemetry.metrics.RequestMetrics;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.span.SpanProblems;
import dev.cel.runtime.CelEvaluationException;
import io.netty.util.concurrent.FastThreadLocal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that observes requests: sampling, spans, their export, metrics.
 *
 * <p>Threading: what {@link #forPort} returns is called on event loops; everything else may be
 * called from any thread.
 */
public final class Telemetry {
  private final Exports exports;
  private final ResourceAttributes resources;
  private final Expressions expressions = new Expressions();
  private final RequestMetrics requests = new RequestMetrics();
  private final SpanProblems problems = new SpanProblems(new LongAdder(), new LongAdder());
  private final LabelValues labelValues = new LabelValues();
  private final PriceFiles prices;
  private final ModelNames models;
  private final CallMetrics calls;
  private final AccessLog accessLog;
  private final RequestRuns runs = new RequestRuns(new RunIndex(RunIndex.DEFAULT_IDENTIFIERS));
  private final List<MetricSource> sources = new CopyOnWriteArrayList<>();
  private final SecureRandom explainIds = new SecureRandom();
  private final FastThreadLocal<LoopTelemetry> loops =
      new FastThreadLocal<>() {
        @Override
        protected LoopTelemetry initialValue() {
          return new LoopTelemetry(
              requests.newLoop(),
              calls.newLoop(),
              accessLog.newLoop(),
              prices::catalogue,
              problems);
        }
      };

  private final Object lock = new Object();
  private final Map<PolicyKey, TracingPolicy> policies = new HashMap<>();

  public Telemetry(TelemetrySettings settings, ExportTargets targets) {
    this(settings, ExportSettings.withQueue(settings.queueBytes()), targets);
  }

  Telemetry(TelemetrySettings settings, ExportSettings exporting, ExportTargets targets) {
    this.exports = new Exports(exporting, targets);
    this.resources = new ResourceAttributes(settings);
    this.prices = new PriceFiles(settings.prices());
    this.models = new ModelNames(prices::has);
    this.calls = new CallMetrics(labelValues, models);
    this.accessLog =
        new AccessLog(settings.logsJson(), settings.console(), problems.expressionErrors());
    sources.add(out -> TelemetryMetrics.write(out, settings, exports, problems));
    sources.add(requests);
    sources.add(calls);
    sources.add(accessLog);
  }

  /** Reads the price catalogue and starts the threads of export, access logs and prices. */
  public void start() {
    prices.start();
    accessLog.start();
    exports.start();
  }

  /**
   * Telemetry of a port under this configuration. Compiles the expressions of its policies, which
   * takes milliseconds the first time that a text is seen; never call it on an event loop.
   */
  public RequestTelemetry forPort(ListenerConfig listener) {
    GatewayPolicies gateway = listener.policies();
    Set<String> names = new HashSet<>(gateway.tracingByListener().keySet());
    names.addAll(gateway.accessLogByListener().keySet());
    names.addAll(gateway.metricLabelsByListener().keySet());
    Map<String, ListenerTelemetry> byListener = new HashMap<>();
    names.forEach(name -> byListener.put(name, listener(gateway, name)));
    return new PortTelemetry(byListener, runs, loops::get);
  }

  private ListenerTelemetry listener(GatewayPolicies gateway, String name) {
    TracingConfig tracing = gateway.tracing(name);
    AccessLogConfig log = gateway.accessLog(name);
    List<NamedExpression> labels = gateway.metricLabels(name);
    Map<String, Object> env = resources.env(gateway.gateway());
    return ListenerTelemetry.of(
        tracing == null ? null : policy(gateway.gateway(), tracing),
        log == null ? null : AccessLogPolicy.compile(log, expressions, env),
        labels.isEmpty() ? null : MetricLabels.compile(labels, expressions, env, labelValues));
  }

  /**
   * Tells which policies are in force. Queued spans of a policy that is gone, or whose backend is
   * invalid now, are dropped and counted as {@code backend_invalid}.
   */
  public void update(ProxyConfig config) {
    models.configure(ConfiguredModels.of(config));
    Set<PolicyKey> inForce = new HashSet<>();
    for (ListenerConfig listener : config.listeners().values()) {
      GatewayPolicies gateway = listener.policies();
      gateway
          .tracingByListener()
          .values()
          .forEach(policy -> inForce.add(new PolicyKey(gateway.gateway(), policy)));
    }
    Set<SpanSink> sinks = new HashSet<>();
    synchronized (lock) {
      policies
          .entrySet()
          .removeIf(
              entry -> {
                boolean gone = !inForce.contains(entry.getKey());
                if (gone) {
                  entry.getValue().retire();
                }
                return gone;
              });
      policies.values().forEach(policy -> sinks.add(policy.sink()));
      exports.keep(sinks, inForce.stream().map(PolicyKey::policy).toList());
    }
  }

  /**
   * The sampling decision that a request would get; nothing is changed or counted as a request.
   * Empty of meaning where {@code policy} is not one of a configured listener.
   */
  public SamplingDecision explain(String gateway, TracingConfig policy, Exchange exchange) {
    return policy(gateway, policy).sampler().decide(exchange, explainIds::nextLong);
  }

  /**
   * What an expression yields for a request whose route is known; nothing is counted.
   *
   * @throws CelEvaluationException where it does not compile for the phase, or fails
   */
  public Object evaluate(String gateway, String expression, Phase phase, Exchange exchange)
      throws CelEvaluationException {
    return expressions
        .compile(expression, phase)
        .evaluate(new RequestVariables(exchange, resources.env(gateway), 0));
  }

  /** What a request in flight is. Called on its event loop. */
  public OpenStream describe(Exchange exchange) {
    return StreamDescription.of(
        exchange, exchange.trace() instanceof SpanTrace trace ? runs.sessionId(trace) : "");
  }

  /** Counts of spans so far; always adds up. */
  public SpanLedger ledger() {
    return exports.ledger();
  }

  /** Requests that ended since the start. */
  public long requests() {
    return requests.requests();
  }

  /** Sampling decisions since the start. */
  public void decisions(RequestMetrics.DecisionCounts counts) {
    requests.decisions(counts);
  }

  /** All metrics in Prometheus text format 0.0.4. */
  public String metrics() {
    return metrics(false);
  }

  /**
   * All metrics.
   *
   * @param openMetrics in OpenMetrics 1.0, which has exemplars, instead of Prometheus text 0.0.4
   */
  public String metrics(boolean openMetrics) {
    PrometheusText out = new PrometheusText(openMetrics);
    sources.forEach(source -> source.write(out));
    return out.toString();
  }

  /** Adds what another part of the proxy measures to {@link #metrics}. */
  public void register(MetricSource source) {
    sources.add(source);
  }

  /**
   * Hands finished traces, after {@code filter}, to a watcher as encoded ExportTraceServiceRequests
   * until the result is closed. A watcher that is slow misses some. Called on the export thread.
   */
  public AutoCloseable watch(Consumer<byte[]> watcher) {
    return exports.watch(watcher);
  }

  /** Sends what is queued, for at most this long; what is left is dropped as {@code shutdown}. */
  public void close(Duration limit) {
    exports.close(limit);
    accessLog.close();
    prices.close();
  }

  private TracingPolicy policy(String gateway, TracingConfig config) {
    synchronized (lock) {
      PolicyKey key = new PolicyKey(gateway, config);
      @Nullable TracingPolicy known = policies.get(key);
      if (known == null) {
        known =
            TracingPolicy.compile(
                config, gateway, expressions, resources, exports, problems.expressionErrors());
        policies.put(key, known);
      }
      return known;
    }
  }

  private record PolicyKey(String gateway, TracingConfig policy) {}
}
