package dev.agentgateway.dataplane.listener;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.OpenStream;
import dev.agentgateway.dataplane.exchange.OpenStreams;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.TlsHandshakes;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.upstream.Clusters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All ports that are served.
 *
 * <p>Threading: any; changes are made one at a time under a lock. Event loops see a changed port by
 * one volatile write.
 */
public final class Listeners implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STREAM_AGE = Duration.ofSeconds(1);
  private static final Duration STREAM_LOOKS = Duration.ofSeconds(1);
  private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

  private final EventLoops loops;
  private final Clusters clusters;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("listeners").factory());
  private final Map<InetSocketAddress, ListeningSocket> sockets = new LinkedHashMap<>();
  private final Map<InetSocketAddress, String> problems = new LinkedHashMap<>();
  private final List<ListeningSocket> draining = new ArrayList<>();
  private List<Port> wanted = List.of();
  private volatile OpenStreams openStreams = OpenStreams.NONE;
  private boolean stopped;
  private boolean retrying;

  public Listeners(EventLoops loops, Clusters clusters) {
    this.loops = loops;
    this.clusters = clusters;
  }

  /**
   * Serves these ports from now on. Sockets are keyed by address: one that stays is never closed,
   * its later requests are served by the new port; one that is gone drains. An address that cannot
   * be bound is tried again every second and does not affect the others. Returns once every address
   * was tried.
   */
  public void update(Collection<Port> ports) {
    lock.lock();
    try {
      if (!stopped) {
        wanted = List.copyOf(ports);
        apply();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Load by listener, in order of name. */
  public List<ListenerStats> stats() {
    lock.lock();
    try {
      Map<String, ListenerStats> byName = new TreeMap<>();
      for (Port port : wanted) {
        byName.put(port.config().name(), stats(port));
      }
      return List.copyOf(byName.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks every second, from now on, for responses that are under way for a second or longer.
   *
   * @param describe called on event loops
   */
  public void watchStreams(Function<Exchange, OpenStream> describe) {
    StreamWatch watch = new StreamWatch(describe, STREAM_AGE);
    ScheduledFuture<?> _ =
        executor.scheduleWithFixedDelay(
            () -> {
              var _ = look(watch);
            },
            STREAM_LOOKS.toMillis(),
            STREAM_LOOKS.toMillis(),
            MILLISECONDS);
  }

  /** What {@link #watchStreams} saw last. */
  public OpenStreams openStreams() {
    return openStreams;
  }

  /** How TLS handshakes ended, by listener that speaks TLS, in order of name. */
  public List<TlsHandshakes> handshakes() {
    lock.lock();
    try {
      Map<String, TlsHandshakes> byName = new TreeMap<>();
      for (Port port : wanted) {
        if (port.config().tls().isPresent()) {
          byName.put(port.config().name(), handshakes(port.config()));
        }
      }
      return List.copyOf(byName.values());
    } finally {
      lock.unlock();
    }
  }

  private TlsHandshakes handshakes(ListenerConfig listener) {
    Map<TlsHandshakes.Outcome, Long> counts = new EnumMap<>(TlsHandshakes.Outcome.class);
    for (InetSocketAddress address : listener.addresses()) {
      ListeningSocket socket = sockets.get(address);
      if (socket != null) {
        for (SocketLoad load : socket.loads()) {
          load.handshakes()
              .forEach((outcome, count) -> counts.merge(outcome, count.get(), Long::sum));
        }
      }
    }
    return new TlsHandshakes(listener.policies().gateway(), listener.name(), counts);
  }

  /** Looks for responses under way; completes exceptionally once event loops are stopped. */
  CompletableFuture<OpenStreams> look(StreamWatch watch) {
    List<SocketLoad> loads = new ArrayList<>();
    lock.lock();
    try {
      sockets.values().forEach(socket -> loads.addAll(socket.loads()));
      draining.forEach(socket -> loads.addAll(socket.loads()));
    } finally {
      lock.unlock();
    }
    return watch
        .look(loads)
        .whenComplete((seen, _) -> openStreams = seen == null ? OpenStreams.NONE : seen);
  }

  /**
   * Accepts what is queued, closes the listening sockets and answers later requests of open
   * connections with {@code connection: close}.
   *
   * @return completes when no connection is left, or the timeout passed and the rest was closed
   */
  public CompletableFuture<Void> drain(Duration timeout) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    lock.lock();
    try {
      stopped = true;
      for (ListeningSocket socket : sockets.values()) {
        drain(socket);
      }
      sockets.clear();
    } finally {
      lock.unlock();
    }
    awaitDrained(done, System.nanoTime() + timeout.toNanos());
    return done;
  }

  /** Closes everything at once. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      sockets.values().forEach(ListeningSocket::close);
      sockets.clear();
      draining.forEach(ListeningSocket::close);
      draining.clear();
      executor.shutdownNow();
    } finally {
      lock.unlock();
    }
  }

  private void apply() {
    Map<InetSocketAddress, List<Port>> byAddress = byAddress(wanted);
    problems.keySet().retainAll(byAddress.keySet());
    byAddress.forEach(this::serve);
    Iterator<ListeningSocket> each = sockets.values().iterator();
    while (each.hasNext()) {
      ListeningSocket socket = each.next();
      if (!byAddress.containsKey(socket.address())) {
        each.remove();
        drain(socket);
        log.atInfo()
            .addKeyValue("address", ListeningSocket.text(socket.bound()))
            .log("stopped listening");
      }
    }
    draining.removeIf(ListeningSocket::isIdle);
    if (!problems.isEmpty() && !retrying) {
      retrying = true;
      ScheduledFuture<?> _ = executor.schedule(this::retry, RETRY.toMillis(), MILLISECONDS);
    }
  }

  /** Who serves an address: the first that wants it, with the filter chains of its Listener. */
  private static Map<InetSocketAddress, List<Port>> byAddress(List<Port> wanted) {
    Map<InetSocketAddress, List<Port>> byAddress = new LinkedHashMap<>();
    for (Port port : wanted) {
      for (InetSocketAddress address : port.config().addresses()) {
        List<Port> there = byAddress.computeIfAbsent(address, _ -> new ArrayList<>());
        if (there.isEmpty()
            || (port.config().tls().isPresent()
                && port.config().name().equals(there.getFirst().config().name()))) {
          there.add(port);
        }
      }
    }
    return byAddress;
  }

  private void retry() {
    lock.lock();
    try {
      retrying = false;
      if (!stopped && !problems.isEmpty()) {
        apply();
      }
    } finally {
      lock.unlock();
    }
  }

  private void serve(InetSocketAddress address, List<Port> ports) {
    ListeningSocket known = sockets.get(address);
    if (known != null && known.canServe(ports)) {
      known.serve(ports);
      return;
    }
    if (known != null) {
      // From plaintext to TLS or back: what is open ends as it began.
      sockets.remove(address);
      drain(known);
    }
    Port port = ports.getFirst();
    ListeningSocket socket = new ListeningSocket(address, ports, clusters, loops);
    try {
      socket.open();
      sockets.put(address, socket);
      problems.remove(address);
      log.atInfo()
          .addKeyValue("address", ListeningSocket.text(socket.bound()))
          .addKeyValue("listener", port.config().name())
          .log("listening");
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(problems.put(address, problem))) {
        log.atError()
            .addKeyValue("listener", port.config().name())
            .addKeyValue("problem", problem)
            .log("address cannot be bound, trying again every second");
      }
    }
  }

  private void drain(ListeningSocket socket) {
    socket.drain();
    draining.add(socket);
  }

  private void awaitDrained(CompletableFuture<Void> done, long dueNanos) {
    ScheduledFuture<?> _ =
        executor.schedule(
            () -> {
              if (isDrained()) {
                done.complete(null);
              } else if (System.nanoTime() - dueNanos >= 0) {
                closeDraining();
                done.complete(null);
              } else {
                awaitDrained(done, dueNanos);
              }
            },
            DRAIN_CHECK.toMillis(),
            MILLISECONDS);
  }

  private boolean isDrained() {
    lock.lock();
    try {
      return draining.stream().allMatch(ListeningSocket::isIdle);
    } finally {
      lock.unlock();
    }
  }

  private void closeDraining() {
    lock.lock();
    try {
      draining.forEach(ListeningSocket::close);
    } finally {
      lock.unlock();
    }
  }

  private ListenerStats stats(Port port) {
    List<InetSocketAddress> bound = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    long connections = 0;
    long begun = 0;
    long ended = 0;
    for (InetSocketAddress address : port.config().addresses()) {
      String problem = problems.get(address);
      if (problem != null) {
        failed.add(problem);
      }
      ListeningSocket socket = sockets.get(address);
      if (socket == null) {
        continue;
      }
      bound.add(socket.bound());
      for (SocketLoad load : socket.loads()) {
        connections += load.connections().get();
        ended += load.ended().get();
        begun += load.begun().get();
      }
    }
    Optional<String> problem =
        failed.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failed));
    return new ListenerStats(
        port.config().name(), bound, problem, connections, Math.max(0, begun - ended), begun);
  }
}
