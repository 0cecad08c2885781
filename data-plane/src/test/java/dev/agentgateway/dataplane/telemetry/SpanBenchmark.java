package dev.agentgateway.dataplane.telemetry;

import com.sun.management.ThreadMXBean;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.GatewayPolicies;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets;
import dev.agentgateway.dataplane.telemetry.export.FakeCollector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints what telemetry costs per request, every request sampled and exported as two spans.
 *
 * <p>Arguments: requests per round, rounds, requests per second (0: as fast as possible), and
 * HOST:PORT of a gRPC collector (default: one in this process, whose cost counts in "process").
 */
final class SpanBenchmark {
  private SpanBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
    int rate = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 45_000;
    try (FakeCollector own = new FakeCollector()) {
      InetSocketAddress collector =
          arguments.length > 3 ? address(arguments[3]) : own.grpcAddress();
      ExportTargets targets = TracedPort.targets(collector);
      Telemetry telemetry = new Telemetry(TracedPort.settings(), targets);
      telemetry.start();
      ListenerConfig listener =
          Requests.listener(
              new GatewayPolicies(
                  "demo/edge",
                  Map.of("", TracedPort.policy(Optional.empty(), List.of(), List.of()))));
      RequestTelemetry traced = telemetry.forPort(listener);
      Thread loop =
          new FastThreadLocalThread(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  measure("untraced", listener, RequestTelemetry.NONE, requests, rate);
                  measure("traced", listener, traced, requests, rate);
                }
              });
      loop.start();
      loop.join();
      telemetry.close(Duration.ofSeconds(20));
      SpanLedger ledger = telemetry.ledger();
      System.out.println(ledger);
    }
  }

  private static void measure(
      String what, ListenerConfig listener, RequestTelemetry telemetry, int requests, int rate) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Exchange exchange = Requests.exchange(listener, "GET", "/v1/chat");
    InetSocketAddress endpoint = Requests.address(198, 51, 100, 9, 9000);
    exchange.setRoute(Requests.route());
    var route = Requests.route();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long cpu = threads.getCurrentThreadCpuTime();
    long processCpu = process.getProcessCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      exchange.request().headers().clear();
      exchange.request().headers().add("user-agent", "benchmark/1.0");
      exchange.begin(1_700_000_000_000_000_000L, System.nanoTime());
      exchange.setRoute(route);
      telemetry.routed(exchange);
      Attempt attempt =
          new Attempt(0, Requests.cluster(), endpoint, exchange.request(), null, System.nanoTime());
      exchange.setAttempt(attempt);
      telemetry.attemptStarted(exchange, attempt);
      attempt.setStatus(200);
      telemetry.attemptEnded(exchange, attempt);
      exchange.setStatus(200);
      telemetry.ended(exchange);
      if (rate > 0) {
        long due = start + (long) (i * 1e9 / rate);
        long ahead = due - System.nanoTime();
        if (ahead > 5_000_000) {
          LockSupport.parkNanos(ahead);
        }
      }
    }
    System.out.printf(
        "%-9s thread %,5d ns  process %,5d ns  allocated %,5d bytes per request%n",
        what,
        (threads.getCurrentThreadCpuTime() - cpu) / requests,
        (process.getProcessCpuTime() - processCpu) / requests,
        (threads.getCurrentThreadAllocatedBytes() - allocated) / requests);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
