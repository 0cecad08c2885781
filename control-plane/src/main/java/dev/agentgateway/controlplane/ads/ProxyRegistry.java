package dev.agentgateway.controlplane.ads;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every client with an open xDS stream. Thread-safe. */
public final class ProxyRegistry {
  private final Map<Long, ConnectedProxy> proxies = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** The clients connected now, by node id and stream. */
  public List<ConnectedProxy> proxies() {
    return proxies.values().stream()
        .sorted(
            Comparator.comparing(ConnectedProxy::node).thenComparingLong(ConnectedProxy::stream))
        .toList();
  }

  /**
   * Calls a listener after every change, on a stream's thread; it must not block.
   *
   * @return ends the watch when run
   */
  public Runnable watch(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void put(ConnectedProxy proxy) {
    ConnectedProxy before = proxies.put(proxy.stream(), proxy);
    if (!proxy.equals(before)) {
      listeners.forEach(Runnable::run);
    }
  }

  void remove(long stream) {
    if (proxies.remove(stream) != null) {
      listeners.forEach(Runnable::run);
    }
  }
}
