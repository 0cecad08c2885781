package dev.agentgateway.controlplane.leadership;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Lease that one replica holds. A replica that dies is followed within {@link #LEASE}; one that
 * closes gives the Lease back at once.
 *
 * <p>Threading: virtual threads; the consumer is called on one at a time.
 */
public final class Leadership implements AutoCloseable {

  /** Time that a Lease holds without being renewed. */
  static final Duration LEASE = Duration.ofSeconds(15);

  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final LeaderElector elector;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private volatile CompletableFuture<?> election = CompletableFuture.completedFuture(null);
  private volatile boolean closed;

  /**
   * A candidate that does nothing yet.
   *
   * @param name of the Lease
   * @param identity of this replica, no other's
   * @param leads told true when this replica becomes the leader, false when it is no more
   */
  public Leadership(
      KubernetesClient client,
      String namespace,
      String name,
      String identity,
      Consumer<Boolean> leads) {
    LeaderElectionConfig config =
        new LeaderElectionConfigBuilder()
            .withName(name)
            .withLock(new LeaseLock(namespace, name, identity))
            .withLeaseDuration(LEASE)
            .withRenewDeadline(RENEWAL)
            .withRetryPeriod(RETRY)
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(
                new LeaderCallbacks(
                    () -> leads.accept(true),
                    () -> leads.accept(false),
                    leader ->
                        log.atInfo()
                            .addKeyValue("leader", leader)
                            .addKeyValue("this", identity)
                            .log("statuses are written by the leader")))
            .build();
    elector = new LeaderElector(client, config, threads);
    thread = Thread.ofVirtual().name("leadership").unstarted(this::run);
  }

  /** Becomes a candidate. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    election.cancel(true);
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.close();
  }

  /** A replica that lost the Lease is a candidate again. */
  private void run() {
    while (!closed) {
      try {
        election = elector.start();
        if (closed) {
          election.cancel(true);
        }
        election.get();
      } catch (ExecutionException | java.util.concurrent.CancellationException e) {
        log.atDebug().setCause(e).log("election ended");
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
