package dev.agentgateway.e2e.bench;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.CountingCollector;
import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Relay;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a collector that cannot be reached for a while does to a proxy under load whose every
 * request is traced: memory, failed requests, and what became of each span. Fails where a request
 * fails or a span is not accounted for.
 *
 * <p>Usage: {@code Outage SECONDS}.
 */
final class Outage {
  private Outage() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("bench-outage");
    boolean good;
    try (Upstream upstream = Upstream.start("up");
        CountingCollector collector = CountingCollector.start(0);
        Relay relay = Relay.to(collector.port());
        Planes planes = Planes.start(directory)) {
      planes.write(
          "route.yaml",
          Manifests.all(
              Manifests.backend("up", "127.0.0.1", upstream.port()),
              Manifests.route("up", "/up", "up"),
              Manifests.backend("collector", "127.0.0.1", relay.port()),
              Manifests.tracing("collector", "GRPC")));
      Planes.DataPlane proxy = planes.startDataPlane("proxy", "--threads", "1");
      planes.awaitRoute("/up");
      List<String> failures;
      try (Load load = Load.start(planes.gatewayUrl().resolve("/up"))) {
        Thread.sleep(5_000);
        report("before", planes, proxy);
        relay.refuse();
        for (int waited = 0; waited < seconds; waited += 10) {
          Thread.sleep(Math.min(10, seconds - waited) * 1000L);
          report("unreachable", planes, proxy);
        }
        relay.accept();
        Thread.sleep(10_000);
        report("reachable", planes, proxy);
        failures = load.stop();
      }
      Await.untilTrue("the ledger is settled", () -> planes.ledger(proxy).isSettled());
      Planes.Ledger end = planes.ledger(proxy);
      long received = collector.spans();
      System.out.printf("at the end: %s; received %d%n", end, received);
      System.out.printf("failed requests: %d %s%n", failures.size(), failures);
      good = failures.isEmpty() && end.addsUp() && end.exported() == received;
    }
    System.exit(good ? 0 : 1);
  }

  private static void report(String when, Planes planes, Planes.DataPlane proxy) throws Exception {
    System.out.printf(
        "%-12s %4d MiB resident, %.1f MiB queued; %s%n",
        when,
        proxy.residentBytes() >> 20,
        planes.metric(proxy, "agentgateway_spans_queued_bytes", "") / (1 << 20),
        planes.ledger(proxy));
  }
}
