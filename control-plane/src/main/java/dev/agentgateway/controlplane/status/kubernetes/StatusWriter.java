package dev.agentgateway.controlplane.status.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.leadership.LeaderThread;
import dev.agentgateway.controlplane.leadership.Leads;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.StoredObject;
import dev.agentgateway.controlplane.status.StatusJson;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the statuses on an API server as they should be, while this replica leads.
 *
 * <p>Several changes of an object while it is being written are one write. A write names the
 * version of the object that it was made for, so that what another controller wrote meanwhile is
 * not lost: it is refused, and made anew from the later version. A status that was made for an
 * older spec than the stored one is not written: the next translation brings a newer.
 */
public final class StatusWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);

  private static final int MAX_WRITES = 16;
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(20);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** A Gateway counts its routes: while many are written, its status changes with each. */
  private static final Duration AFTER_GATEWAY = Duration.ofMillis(250);

  private static final Set<String> KINDS =
      Set.of(
          "GatewayClass",
          "Gateway",
          "GRPCRoute",
          "HTTPRoute",
          "ListenerSet",
          "TCPRoute",
          "TLSRoute",
          "UDPRoute",
          "BackendTLSPolicy",
          "AgentgatewayPolicy",
          "AgentgatewayBackend");

  private final StatusClient client;
  private final StatusMerge merge;
  private final Supplier<Statuses> statuses;
  private final Supplier<Map<ObjectRef, StoredObject>> stored;
  private final LeaderThread thread;

  /** Objects whose status was right at a version; only the thread touches it. */
  private final Map<ObjectRef, Right> right = new HashMap<>();

  /** Answers to writes, until the source has caught up. */
  private final Map<ObjectRef, StoredObject> written = new ConcurrentHashMap<>();

  /** Objects to look at. */
  private final Set<ObjectRef> changed = ConcurrentHashMap.newKeySet();

  /** Whether every object is to be looked at; only the thread touches it. */
  private boolean looksAtAll = true;

  private final Map<ObjectRef, Long> pausedUntilNanos = new ConcurrentHashMap<>();
  private final Set<ObjectRef> writing = ConcurrentHashMap.newKeySet();
  private final Semaphore free = new Semaphore(MAX_WRITES);

  /**
   * A writer that does nothing yet.
   *
   * @param statuses as they should be
   * @param stored as they are; read on the writer's thread
   */
  public StatusWriter(
      StatusClient client,
      String controllerName,
      Supplier<Statuses> statuses,
      Supplier<Map<ObjectRef, StoredObject>> stored) {
    this.client = client;
    this.merge = new StatusMerge(controllerName);
    this.statuses = statuses;
    this.stored = stored;
    this.thread = new LeaderThread("status-writer", new Work());
  }

  private record Right(@Nullable ObjectStatus status, String resourceVersion) {}

  /** Starts its thread; nothing is written before this replica leads. */
  public void start() {
    thread.start();
  }

  /** To be told whether this replica is the one that writes. */
  public Leads leads() {
    return thread;
  }

  /** Statuses of objects, or what is stored of them, may have changed. */
  public void changed(Collection<ObjectRef> objects) {
    if (!objects.isEmpty()) {
      changed.addAll(objects);
      thread.wake();
    }
  }

  @Override
  public void close() {
    thread.close();
  }

  private final class Work implements LeaderThread.Work {
    @Override
    public long pass() {
      return StatusWriter.this.pass();
    }

    @Override
    public void forget() {
      right.clear();
      looksAtAll = true;
    }
  }

  /** Starts what is to be written; returns the nanoseconds until a paused object is due. */
  private long pass() {
    Map<ObjectRef, StoredObject> objects = stored.get();
    if (looksAtAll) {
      looksAtAll = false;
      changed.addAll(objects.keySet());
    }
    long nextNanos = LeaderThread.UNTIL_WOKEN;
    for (ObjectRef ref : List.copyOf(changed)) {
      if (!thread.leads()) {
        break;
      }
      long dueNanos = pausedUntilNanos.getOrDefault(ref, Long.MIN_VALUE);
      if (dueNanos != Long.MIN_VALUE && dueNanos - System.nanoTime() > 0) {
        nextNanos = Math.min(nextNanos, dueNanos - System.nanoTime());
        continue;
      }
      // Before anything is read: what changes meanwhile is looked at again.
      changed.remove(ref);
      Statuses wanted = statuses.get();
      StoredObject object = objects.get(ref);
      if (object == null) {
        right.remove(ref);
        written.remove(ref);
        pausedUntilNanos.remove(ref);
      } else if (KINDS.contains(ref.kind()) && !writing.contains(ref)) {
        compare(ref, latest(ref, object), wanted);
      }
    }
    return nextNanos;
  }

  private StoredObject latest(ObjectRef ref, StoredObject fromSource) {
    StoredObject answer = written.get(ref);
    if (answer != null && answer.isLaterThan(fromSource)) {
      return answer;
    }
    written.remove(ref);
    return fromSource;
  }

  private void compare(ObjectRef ref, StoredObject latest, Statuses wanted) {
    ObjectStatus status = wanted.of(ref).orElse(null);
    Right known = right.get(ref);
    if (known != null
        && Objects.equals(known.status(), status)
        && known.resourceVersion().equals(latest.resourceVersion())) {
      return;
    }
    if (status != null && Generations.observed(status) < latest.generation()) {
      return;
    }
    Optional<ObjectNode> change =
        status == null
            ? merge.withdraw(latest.status())
            : merge.apply(StatusJson.of(status, wanted), latest.status());
    if (change.isEmpty()) {
      right.put(ref, new Right(status, latest.resourceVersion()));
    } else {
      free.acquireUninterruptibly();
      writing.add(ref);
      Thread.ofVirtual().start(() -> write(ref, latest, change.get()));
    }
  }

  private void write(ObjectRef ref, StoredObject latest, ObjectNode status) {
    try {
      written.put(ref, client.apply(ref, latest, status));
      if (ref.kind().equals("Gateway")) {
        pausedUntilNanos.put(ref, System.nanoTime() + AFTER_GATEWAY.toNanos());
      } else {
        pausedUntilNanos.remove(ref);
      }
    } catch (KubernetesClientException e) {
      boolean conflict = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (!conflict && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        log.atWarn()
            .addKeyValue("object", ref)
            .addKeyValue("reason", e.getMessage())
            .log("status cannot be written, trying again");
      }
      Duration pause = conflict ? AFTER_CONFLICT : AFTER_FAILURE;
      pausedUntilNanos.put(ref, System.nanoTime() + pause.toNanos());
    } finally {
      writing.remove(ref);
      free.release();
      changed(Set.of(ref));
    }
  }
}
