package dev.agentgateway.controlplane.leadership;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Lease that one replica holds. A replica that dies is followed 15 seconds after its last renewal
 * at the latest; one that closes gives the Lease back, and is followed at once.
 *
 * <p>Threading: one virtual thread, which a watch of the Lease wakes; should the watch fail, the
 * thread looks by itself.
 */
public final class Leadership implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final String identity;
  private final LeaseStore store;
  private final Election election;
  private final Thread thread;
  private volatile boolean watching;
  private volatile boolean woken;
  private volatile boolean closed;
  private @Nullable AutoCloseable watch;

  /**
   * A candidate that does nothing yet.
   *
   * @param name of the Lease
   * @param identity of this replica, no other's
   */
  public Leadership(
      KubernetesClient client, String namespace, String name, String identity, Leads leads) {
    this.identity = identity;
    store = LeaseStore.of(client, namespace, name);
    election = new Election(identity, store, leads, System::nanoTime, Clock.systemUTC());
    thread = Thread.ofVirtual().name("leadership").unstarted(this::run);
  }

  /** Becomes a candidate. */
  public void start() {
    thread.start();
  }

  /** Leads no more, and gives the Lease back. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    election.release();
  }

  private void run() {
    while (!closed) {
      woken = false;
      watch();
      long nextNanos = election.step();
      if (!closed && !woken) {
        LockSupport.parkNanos(this, nextNanos);
      }
    }
    endWatch();
  }

  private void watch() {
    if (watching) {
      return;
    }
    endWatch();
    try {
      watching = true;
      watch =
          store.watch(
              holder -> {
                // Its own renewals are no news to the leader.
                if (!holder.equals(identity)) {
                  woken = true;
                  LockSupport.unpark(thread);
                }
              },
              () -> watching = false);
    } catch (KubernetesClientException e) {
      watching = false;
      log.atDebug().setCause(e).log("lease cannot be watched, looking at it instead");
    }
  }

  private void endWatch() {
    AutoCloseable open = watch;
    watch = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (Exception e) {
      log.atDebug().setCause(e).log("watch of the lease ended badly");
    }
  }
}
