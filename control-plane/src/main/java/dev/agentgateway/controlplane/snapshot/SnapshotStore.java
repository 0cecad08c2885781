package dev.agentgateway.controlplane.snapshot;

import dev.agentgateway.controlplane.xds.EncodedGateway;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest snapshot. Empty until the first {@link #publish}, which is made only after the
 * source has synced: until then nothing is answered.
 */
public final class SnapshotStore {
  private final Object publishing = new Object();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Snapshot current;

  /** The newest snapshot; empty until the source has synced. */
  public Optional<Snapshot> current() {
    return Optional.ofNullable(current);
  }

  /**
   * Replaces what is served by these Gateways, and no other. Listeners are called on this thread.
   *
   * @return whether anything changed
   */
  public boolean publish(List<EncodedGateway> gateways) {
    synchronized (publishing) {
      Snapshot before = current;
      Map<String, GatewaySnapshot> old = before == null ? Map.of() : before.gateways();
      Map<String, GatewaySnapshot> next = HashMap.newHashMap(gateways.size());
      boolean changed = before == null || old.size() != gateways.size();
      for (EncodedGateway gateway : gateways) {
        GatewaySnapshot known = old.get(gateway.id());
        if (known != null && known.serves(gateway)) {
          next.put(gateway.id(), known);
        } else {
          ResourceMaps maps = known != null ? known.maps() : new ResourceMaps();
          next.put(gateway.id(), new GatewaySnapshot(gateway, maps));
          changed = true;
        }
      }
      if (!changed) {
        return false;
      }
      current = new Snapshot(next);
    }
    listeners.forEach(Runnable::run);
    return true;
  }

  /**
   * Calls a listener after every change, until the returned handle is closed. It must not block.
   */
  public Watch watch(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Ends a watch when closed. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
