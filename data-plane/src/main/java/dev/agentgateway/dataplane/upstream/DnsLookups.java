package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up host names again and again with the JDK's resolver, which does not tell how long an
 * answer holds: every 5 s, as Envoy does unless told otherwise. The last good answer stays when a
 * look-up fails.
 *
 * <p>Threading: look-ups and results are on threads of its own; {@link #want} on one thread at a
 * time.
 */
final class DnsLookups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DnsLookups.class);
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int THREADS = 2;

  /** A host name and the port of its endpoints. */
  record Name(String host, int port) {}

  private final BiConsumer<Name, List<Endpoint>> results;
  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("dns-", 0).factory());
  private final Map<Name, Lookup> lookups = new HashMap<>();

  DnsLookups(BiConsumer<Name, List<Endpoint>> results) {
    this.results = results;
  }

  /** Looks these up from now on, and no others. */
  void want(Set<Name> names) {
    lookups
        .entrySet()
        .removeIf(entry -> !names.contains(entry.getKey()) && entry.getValue().stop());
    for (Name name : names) {
      lookups.computeIfAbsent(name, Lookup::new).start();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private final class Lookup implements Runnable {
    private final Name name;
    private volatile boolean stopped;
    private boolean started;
    private boolean failing;

    Lookup(Name name) {
      this.name = name;
    }

    void start() {
      if (!started) {
        started = true;
        executor.execute(this);
      }
    }

    boolean stop() {
      stopped = true;
      return true;
    }

    @Override
    public void run() {
      if (stopped) {
        return;
      }
      Duration wait = REFRESH;
      try {
        InetAddress[] addresses = InetAddress.getAllByName(name.host());
        if (failing) {
          failing = false;
          log.atInfo().addKeyValue("host", name.host()).log("host name can be resolved again");
        }
        results.accept(name, endpoints(addresses));
      } catch (UnknownHostException e) {
        wait = RETRY;
        if (!failing) {
          failing = true;
          log.atWarn()
              .addKeyValue("host", name.host())
              .log("host name cannot be resolved, keeping the last addresses");
        }
      }
      if (!stopped && !executor.isShutdown()) {
        ScheduledFuture<?> _ = executor.schedule(this, wait.toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    private List<Endpoint> endpoints(InetAddress[] addresses) {
      return Arrays.stream(addresses)
          .map(address -> new Endpoint(new InetSocketAddress(address, name.port()), 1))
          .sorted(Comparator.comparing(endpoint -> endpoint.address().toString()))
          .toList();
    }
  }
}
