package dev.agentgateway.dataplane;

import dev.agentgateway.dataplane.admin.Readiness;
import dev.agentgateway.dataplane.listener.ListenerStats;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where a proxy is between its start and its end.
 *
 * <p>Threading: {@link #applied} on one thread; everything else on any.
 */
final class Lifecycle {
  private final Supplier<List<ListenerStats>> listeners;
  private final Supplier<XdsStatus> xds;
  private final Consumer<String> console;
  private volatile boolean applied;
  private volatile boolean draining;
  private String announced = "";

  Lifecycle(
      Supplier<List<ListenerStats>> listeners, Supplier<XdsStatus> xds, Consumer<String> console) {
    this.listeners = listeners;
    this.xds = xds;
    this.console = console;
  }

  /** A configuration is in force; says where requests are taken when that changed. */
  void applied() {
    applied = true;
    String bound =
        listeners.get().stream()
            .flatMap(listener -> listener.bound().stream())
            .map(Lifecycle::text)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(" "));
    if (!bound.equals(announced) && !bound.isEmpty()) {
      console.accept("ready: listening on " + bound);
    }
    announced = bound;
  }

  /** Stopping from now on. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  /**
   * Ready once a control plane, or the disk, said what to serve and at least one of the listeners
   * that it named is bound; one that is not leaves the others ready.
   */
  Readiness readiness() {
    if (draining) {
      return new Readiness(false, "draining");
    }
    if (!applied && xds.get().connection().lastMessage().isEmpty()) {
      return new Readiness(false, "no configuration yet");
    }
    List<ListenerStats> stats = listeners.get();
    List<String> problems = stats.stream().flatMap(each -> each.problem().stream()).toList();
    if (problems.isEmpty()) {
      return new Readiness(true, "ready");
    }
    boolean any = stats.stream().anyMatch(each -> !each.bound().isEmpty());
    return new Readiness(
        any, (any ? "ready, but: " : "not listening: ") + String.join("; ", problems));
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
