package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.ExportHeader;
import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import dev.agentgateway.dataplane.config.TracingConfig.Protocol;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.telemetry.export.ExportSettings;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets;
import dev.agentgateway.dataplane.telemetry.export.FakeCollector;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A port with a tracing policy whose collector is a fake. */
final class TracedPort implements AutoCloseable {
  static final ExportSettings FAST =
      new ExportSettings(
          32 << 20,
          1 << 20,
          3 << 20,
          4,
          Duration.ofMillis(20),
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMinutes(1));

  private final FakeCollector collector;
  private final Telemetry telemetry;
  private final RequestTelemetry port;
  private final ListenerConfig listener;

  private TracedPort(ExportSettings settings, TracingConfig policy) throws IOException {
    collector = new FakeCollector();
    boolean http =
        policy.collector() instanceof Collector.Otlp otlp
            && otlp.protocol() instanceof Protocol.Http;
    InetSocketAddress address = http ? collector.httpAddress() : collector.grpcAddress();
    telemetry = new Telemetry(settings(), settings, targets(address));
    listener = Requests.listener(new GatewayPolicies("demo/edge", Map.of("", policy)));
    port = telemetry.forPort(listener);
    telemetry.start();
  }

  static TracedPort grpc() throws IOException {
    return grpc(policy(Optional.empty(), List.of(), List.of()));
  }

  static TracedPort grpc(TracingConfig policy) throws IOException {
    return new TracedPort(FAST, policy);
  }

  static TracedPort with(ExportSettings settings, Protocol protocol) throws IOException {
    return new TracedPort(settings, policy(protocol, Optional.empty(), List.of(), List.of()));
  }

  static TracingConfig policy(
      Optional<String> filter, List<NamedExpression> attributes, List<String> removed) {
    return policy(new Protocol.Grpc(), filter, attributes, removed);
  }

  static TracingConfig policy(
      Protocol protocol,
      Optional<String> filter,
      List<NamedExpression> attributes,
      List<String> removed) {
    return new TracingConfig(
        "demo/tracing",
        3,
        new Collector.Otlp(
            "collector",
            "otel.example.com",
            protocol,
            List.of(new ExportHeader("authorization", "token", "Bearer "))),
        Optional.empty(),
        Optional.of("true"),
        Optional.empty(),
        filter,
        List.of(
            new NamedExpression("deployment", "env.podName + '/' + env.gateway"),
            new NamedExpression("broken", "request.path")),
        attributes,
        removed,
        true);
  }

  static TelemetrySettings settings() {
    return new TelemetrySettings(
        "proxy-1",
        "1.2.3",
        Map.of(
            "POD_NAME", "pod-7", "OTEL_RESOURCE_ATTRIBUTES", "team=agents%20&%20co,service.name=x"),
        32 << 20);
  }

  static ExportTargets targets(InetSocketAddress address) {
    return new ExportTargets() {
      @Override
      public Optional<Target> target(String cluster) {
        return cluster.equals("collector")
            ? Optional.of(new Target(List.of(address), Optional.empty()))
            : Optional.empty();
      }

      @Override
      public Optional<String> secret(String name) {
        return name.equals("token") ? Optional.of("s3cret") : Optional.empty();
      }
    };
  }

  FakeCollector collector() {
    return collector;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  ListenerConfig listener() {
    return listener;
  }

  /** No policy is in force any more. */
  void removePolicies() {
    telemetry.update(ProxyConfig.EMPTY);
  }

  /** What the proxy tells of requests of this port. */
  RequestTelemetry requests() {
    return port;
  }

  Exchange begin(String method, String target) {
    return Requests.exchange(listener, method, target);
  }

  /** Takes a request through; returns the traceparent of each attempt. */
  List<String> finish(Exchange exchange, int status, int attempts) {
    return finish(port, exchange, status, attempts);
  }

  static List<String> finish(RequestTelemetry port, Exchange exchange, int status, int attempts) {
    exchange.setRoute(Requests.route());
    port.routed(exchange);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      sent.add(attempt(port, exchange, null, i, status));
    }
    exchange.setStatus(status);
    port.ended(exchange);
    return sent;
  }

  /** Takes an attempt through; returns its traceparent. */
  static String attempt(
      RequestTelemetry port, Exchange exchange, @Nullable AgentCall call, int number, int status) {
    Attempt attempt =
        new Attempt(
            number,
            Requests.cluster(),
            Requests.address(198, 51, 100, 9, 9000),
            exchange.request(),
            call,
            System.nanoTime());
    exchange.setAttempt(attempt);
    port.attemptStarted(exchange, attempt);
    String sent = String.valueOf(exchange.request().headers().get(Sampler.TRACEPARENT));
    attempt.setStatus(status);
    port.attemptEnded(exchange, attempt);
    return sent;
  }

  /** The ledger once nothing is queued. */
  SpanLedger settled() throws InterruptedException {
    long before = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    SpanLedger ledger = telemetry.ledger();
    while (ledger.getQueued() > 0) {
      assertAddsUp(ledger);
      if (System.nanoTime() - before > 0) {
        throw new AssertionError("still queued after 30 s: " + ledger);
      }
      Thread.onSpinWait();
      ledger = telemetry.ledger();
    }
    assertAddsUp(ledger);
    return ledger;
  }

  static void assertAddsUp(SpanLedger ledger) {
    long dropped = ledger.getDroppedMap().values().stream().mapToLong(Long::longValue).sum();
    long sum = ledger.getExported() + ledger.getQueued() + ledger.getOpen() + dropped;
    if (sum != ledger.getStarted() || ledger.getQueued() < 0 || ledger.getOpen() < 0) {
      throw new AssertionError("does not add up: " + ledger);
    }
  }

  @Override
  public void close() {
    telemetry.close(Duration.ZERO);
    collector.close();
  }
}
