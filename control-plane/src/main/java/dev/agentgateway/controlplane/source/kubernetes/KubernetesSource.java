package dev.agentgateway.controlplane.source.kubernetes;

import dev.agentgateway.controlplane.source.Source;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Absent;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Failed;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Fetched;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Gone;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Listed;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Seen;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Watched;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.StoredObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a Kubernetes API server.
 *
 * <p>Threading: the consumer is called on one thread, at first when every kind was listed or cannot
 * be, then whenever something is different. An API server that cannot be reached keeps the last
 * state. A kind whose CRD is not installed has no objects until it is.
 */
public final class KubernetesSource implements Source {

  private static final Logger log = LoggerFactory.getLogger(KubernetesSource.class);

  private static final Duration FETCH_PAUSE = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final Consumer<SourceUpdate> consumer;
  private final Consumer<Set<ObjectRef>> storedChanged;
  private final ConcurrentLinkedQueue<KindEvent> events = new ConcurrentLinkedQueue<>();
  private final ObjectTable table = new ObjectTable();
  private final List<KindWatch> watches = new ArrayList<>();
  private final Thread thread;

  private final Set<WatchedKind> unread = new HashSet<>(WatchedKind.ALL_KINDS);
  private final Set<WatchedKind> absent = new HashSet<>();
  private final TreeMap<String, String> failures = new TreeMap<>();
  private final Set<ObjectRef> fetching = new HashSet<>();
  private DesiredState state = DesiredState.empty();
  private boolean synced;
  private @Nullable SourceUpdate published;
  private volatile boolean closed;

  /**
   * A source that does nothing yet.
   *
   * @param consumer called on the source's thread; must not block for long
   * @param storedChanged called on the source's thread with objects whose statuses or versions may
   *     have changed; must not block
   */
  public KubernetesSource(
      KubernetesClient client,
      Consumer<SourceUpdate> consumer,
      Consumer<Set<ObjectRef>> storedChanged) {
    this.client = client;
    this.consumer = consumer;
    this.storedChanged = storedChanged;
    this.thread = Thread.ofPlatform().name("kubernetes-source").daemon().unstarted(this::run);
  }

  /** What is stored of every object, as it changes; on any thread. */
  public Map<ObjectRef, StoredObject> stored() {
    return table.stored();
  }

  /** Starts it; it keeps nothing, for the API server does. */
  @Override
  public void start(Path keptIn) {
    thread.start();
    for (WatchedKind kind : WatchedKind.ALL_KINDS) {
      KindWatch watch = new KindWatch(client, kind, this::tell);
      watches.add(watch);
      watch.start();
    }
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(KindWatch::close);
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(KindEvent event) {
    events.add(event);
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      boolean any = false;
      for (KindEvent event = events.poll(); event != null; event = events.poll()) {
        any = true;
        take(event);
      }
      if (any) {
        table.takeWanted().forEach(this::fetch);
        publish();
        storedChanged.accept(table.takeTouched());
      }
      if (events.isEmpty() && !closed) {
        LockSupport.park(this);
      }
    }
  }

  private void take(KindEvent event) {
    switch (event) {
      case Listed(WatchedKind kind, List<GenericKubernetesResource> objects) -> {
        table.listed(kind, objects);
        settled(kind);
        if (absent.remove(kind)) {
          log.atInfo().addKeyValue("kind", kind.name()).log("kind is installed now");
        }
      }
      case Absent(WatchedKind kind) -> {
        table.listed(kind, List.of());
        settled(kind);
        if (absent.add(kind)) {
          log.atInfo().addKeyValue("kind", kind.name()).log("kind is not installed");
        }
      }
      case Seen(WatchedKind kind, GenericKubernetesResource object) -> table.seen(kind, object);
      case Gone(WatchedKind kind, GenericKubernetesResource object) ->
          table.remove(kind.ref(object));
      case Fetched(ObjectRef ref, Optional<GenericKubernetesResource> object) -> {
        fetching.remove(ref);
        object.ifPresent(found -> table.fetched(WatchedKind.of(ref), found));
      }
      case Failed(WatchedKind kind, String why) -> {
        if (!why.equals(failures.put(kind.name(), why))) {
          log.atWarn()
              .addKeyValue("kind", kind.name())
              .addKeyValue("reason", why)
              .log("kind cannot be read, keeping the last state");
        }
      }
      case Watched(WatchedKind kind) -> settled(kind);
    }
  }

  private void settled(WatchedKind kind) {
    unread.remove(kind);
    if (failures.remove(kind.name()) != null) {
      log.atInfo().addKeyValue("kind", kind.name()).log("kind can be read again");
    }
  }

  /** Asks for an object that was passed over before it was mentioned. */
  private void fetch(ObjectRef ref) {
    fetching.add(ref);
    Thread.ofVirtual().start(() -> tell(new Fetched(ref, get(ref))));
  }

  /** Asks until there is an answer. */
  private Optional<GenericKubernetesResource> get(ObjectRef ref) {
    while (!closed) {
      try {
        return Optional.ofNullable(
            client
                .genericKubernetesResources(WatchedKind.of(ref).context())
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .get());
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
          log.atWarn().addKeyValue("object", ref).setCause(e).log("object must not be read");
          return Optional.empty();
        }
        LockSupport.parkNanos(FETCH_PAUSE.toNanos());
      }
    }
    return Optional.empty();
  }

  private void publish() {
    // What is mentioned must be known first, or it would be said to be missing.
    boolean complete = unread.isEmpty() && fetching.isEmpty();
    boolean changed = complete && table.takeChanged();
    if (changed) {
      state = table.state();
    }
    Optional<String> unavailable =
        failures.isEmpty()
            ? Optional.empty()
            : Optional.of(failures.firstKey() + ": " + failures.firstEntry().getValue());
    synced |= complete;
    SourceUpdate update = new SourceUpdate(state, table.problems(), synced, unavailable);
    boolean different =
        published == null
            ? synced || unavailable.isPresent()
            : changed || published.synced() != synced || !sameTroubles(published, update);
    if (!different) {
      return;
    }
    published = update;
    try {
      consumer.accept(update);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("update of the source was not taken");
    }
  }

  private static boolean sameTroubles(SourceUpdate one, SourceUpdate other) {
    return one.unavailable().equals(other.unavailable()) && one.problems().equals(other.problems());
  }
}
