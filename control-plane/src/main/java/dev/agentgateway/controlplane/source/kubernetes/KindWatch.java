package dev.agentgateway.controlplane.source.kubernetes;

import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Absent;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Failed;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Gone;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Listed;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Seen;
import dev.agentgateway.controlplane.source.kubernetes.KindEvent.Watched;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists a kind and watches it from there on, for as long as it runs. A watch that ends goes on
 * where it was; where the API server does not remember that any more, the kind is listed anew.
 *
 * <p>Threading: runs on a virtual thread of its own; events come in the order in which things
 * happened.
 */
final class KindWatch implements AutoCloseable {

  private static final long PAGE = 500;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  /** Between two looks for a kind that is not installed. */
  private static final Duration ABSENT_PAUSE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final WatchedKind kind;
  private final Consumer<KindEvent> events;
  private final Thread thread;
  private Duration pause = FIRST_PAUSE;
  private volatile boolean closed;

  KindWatch(KubernetesClient client, WatchedKind kind, Consumer<KindEvent> events) {
    this.client = client;
    this.kind = kind;
    this.events = events;
    this.thread = Thread.ofVirtual().name("watch-" + kind.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends the watch without waiting for it. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    @Nullable String version = null;
    try {
      while (!closed) {
        try {
          if (version == null) {
            version = list();
          }
          version = watch(version);
          pause = FIRST_PAUSE;
        } catch (KubernetesClientException e) {
          if (e.getCode() == HttpURLConnection.HTTP_GONE) {
            version = null;
          } else if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            version = null;
            events.accept(new Absent(kind));
            Thread.sleep(ABSENT_PAUSE);
          } else {
            events.accept(new Failed(kind, reason(e)));
            Thread.sleep(pause);
            pause = longer(pause);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private AnyNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      objects() {
    return client.genericKubernetesResources(kind.context()).inAnyNamespace();
  }

  /** Returns the version that the list is of. */
  private String list() {
    List<GenericKubernetesResource> all = new ArrayList<>();
    @Nullable String next = null;
    GenericKubernetesResourceList page;
    do {
      ListOptions options = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      page = objects().list(options);
      all.addAll(page.getItems());
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    events.accept(new Listed(kind, all));
    return page.getMetadata().getResourceVersion();
  }

  /** Returns the version to go on from; null: the kind must be listed. */
  private @Nullable String watch(String from) throws InterruptedException {
    OpenWatch watch = new OpenWatch(from);
    // The client waits for ever for a watch that an API server that went away does not answer.
    Thread opening = Thread.ofVirtual().name("open-" + kind.name()).start(watch::open);
    try {
      return watch.end.get();
    } catch (ExecutionException e) {
      throw KubernetesClientException.launderThrowable(e.getCause());
    } finally {
      opening.interrupt();
      watch.close();
    }
  }

  /** Called one after another, on threads of the client. */
  private final class OpenWatch implements Watcher<GenericKubernetesResource> {
    private final CompletableFuture<@Nullable String> end = new CompletableFuture<>();
    private volatile String version;
    private volatile @Nullable Watch watch;

    OpenWatch(String version) {
      this.version = version;
    }

    void open() {
      ListOptions options =
          new ListOptionsBuilder()
              .withResourceVersion(version)
              .withAllowWatchBookmarks(true)
              .build();
      try {
        watch = objects().watch(options, this);
        events.accept(new Watched(kind));
        if (end.isDone()) {
          close();
        }
      } catch (KubernetesClientException e) {
        end.completeExceptionally(e);
      }
    }

    void close() {
      Watch open = watch;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      switch (action) {
        case ADDED, MODIFIED -> events.accept(new Seen(kind, object));
        case DELETED -> events.accept(new Gone(kind, object));
        case BOOKMARK, ERROR -> {}
      }
      version = object.getMetadata().getResourceVersion();
    }

    @Override
    public void onClose() {
      end.complete(version);
    }

    @Override
    public void onClose(WatcherException cause) {
      if (cause.isHttpGone()) {
        end.complete(null);
      } else if (watch == null) {
        end.completeExceptionally(cause.asClientException());
      } else {
        end.complete(version);
      }
    }
  }

  private static String reason(KubernetesClientException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = e.getCode() > 0 ? e.getMessage() : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
