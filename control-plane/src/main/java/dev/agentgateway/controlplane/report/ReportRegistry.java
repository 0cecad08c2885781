package dev.agentgateway.controlplane.report;

import com.google.protobuf.ByteString;
import dev.agentgateway.api.v1.ExplainHeader;
import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.api.v1.Explanation;
import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyState;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.controlplane.xds.XdsType;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What proxies reported: of those connected, and for an hour of those that have departed.
 *
 * <p>A proxy that restarts under its old id is another one: the counts of both were real.
 */
public final class ReportRegistry {
  private static final Duration DEPARTED_KEPT = Duration.ofHours(1);

  private final Clock clock;
  private final Object lock = new Object();
  private final Map<Incarnation, ProxyLink> connected = new LinkedHashMap<>();
  private final Map<Incarnation, ReportedProxy> departed = new LinkedHashMap<>();
  private final List<SpanWatcher> spanWatchers = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong explainIds = new AtomicLong();
  private final Map<Long, CompletableFuture<String>> explaining = new ConcurrentHashMap<>();

  /**
   * What a proxy explained.
   *
   * @param proxy its id
   * @param json one JSON object
   */
  public record Explained(String proxy, String json) {}

  /** A registry that forgets by a clock. */
  public ReportRegistry(Clock clock) {
    this.clock = clock;
  }

  /** Connected proxies and those that departed within the last hour, by id and start. */
  public List<ReportedProxy> proxies() {
    synchronized (lock) {
      forgetOld();
      List<ReportedProxy> proxies = new ArrayList<>(departed.values());
      for (ProxyLink link : connected.values()) {
        proxies.add(
            new ReportedProxy(link.node(), link.state(), link.reportedAt(), Optional.empty()));
      }
      proxies.sort(
          Comparator.comparing((ReportedProxy proxy) -> proxy.node().getId())
              .thenComparingLong(proxy -> proxy.node().getStartedAt()));
      return List.copyOf(proxies);
    }
  }

  /**
   * Calls a listener after every report, on a stream's thread; it must not block.
   *
   * @return ends the watch when run
   */
  public Runnable watch(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * Asks every proxy for its finished spans while at least one watcher is there.
   *
   * @param watcher given the proxy and an OTLP ExportTraceServiceRequest, on a stream's thread
   * @return ends the watch when run; running it again does nothing
   */
  public Runnable watchSpans(BiConsumer<ProxyNode, ByteString> watcher) {
    SpanWatcher own = new SpanWatcher(watcher);
    synchronized (lock) {
      spanWatchers.add(own);
      if (spanWatchers.size() == 1) {
        tellAll(true);
      }
    }
    return () -> {
      synchronized (lock) {
        if (spanWatchers.remove(own) && spanWatchers.isEmpty()) {
          tellAll(false);
        }
      }
    };
  }

  /**
   * Has a live proxy explain what it would do with a request.
   *
   * @return its answer; completed with an {@link ExplainException} where no proxy can be asked or
   *     none answers in time
   */
  public CompletableFuture<Explained> explain(ExplainQuery query, Duration timeout) {
    Optional<ProxyLink> proxy;
    try {
      proxy = choose(query);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          new ExplainException(
              "url: " + query.url() + " (expected: http://HOST[:PORT]/PATH, or https://)"));
    }
    if (proxy.isEmpty()) {
      String served = query.gateway().isEmpty() ? query.url() : query.gateway();
      return CompletableFuture.failedFuture(
          new ExplainException("no connected proxy serves " + served));
    }
    long id = explainIds.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    explaining.put(id, answer);
    ExplainRequest.Builder request =
        ExplainRequest.newBuilder().setId(id).setMethod(query.method()).setUrl(query.url());
    query
        .headers()
        .forEach(
            header ->
                request.addHeaders(
                    ExplainHeader.newBuilder().setName(header.name()).setValue(header.value())));
    proxy.get().send(ReportRequest.newBuilder().setExplain(request).build());
    String asked = proxy.get().node().getId();
    return answer
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure instanceof TimeoutException
                        ? new ExplainException(
                            "proxy "
                                + asked
                                + " did not answer within "
                                + timeout.toMillis()
                                + " ms")
                        : failure))
        .whenComplete((json, failure) -> explaining.remove(id))
        .thenApply(json -> new Explained(asked, json));
  }

  ProxyLink connect(ProxyNode node, StreamObserver<ReportRequest> requests) {
    ProxyLink link = new ProxyLink(node, requests, clock.instant());
    synchronized (lock) {
      Incarnation incarnation = Incarnation.of(node);
      departed.remove(incarnation);
      connected.put(incarnation, link);
      if (!spanWatchers.isEmpty()) {
        link.send(watchSpans(true));
      }
    }
    changed();
    return link;
  }

  void onState(ProxyLink link, ProxyState state) {
    synchronized (lock) {
      link.state(withResources(state, link.state()), clock.instant());
    }
    changed();
  }

  /** A state that leaves out resources because they are those of the state before. */
  private static ProxyState withResources(ProxyState state, ProxyState before) {
    return state.getResourcesUnchanged()
        ? state.toBuilder()
            .clearResourcesUnchanged()
            .addAllAccepted(before.getAcceptedList())
            .addAllRejected(before.getRejectedList())
            .build()
        : state;
  }

  void onSpans(ProxyLink link, ByteString spans) {
    spanWatchers.forEach(watcher -> watcher.spans.accept(link.node(), spans));
  }

  void onExplanation(Explanation explanation) {
    CompletableFuture<String> answer = explaining.remove(explanation.getId());
    if (answer != null) {
      answer.complete(explanation.getJson());
    }
  }

  void disconnect(ProxyLink link) {
    synchronized (lock) {
      Incarnation incarnation = Incarnation.of(link.node());
      // A newer stream of the same process may have taken its place.
      if (!connected.remove(incarnation, link)) {
        return;
      }
      Instant now = clock.instant();
      departed.put(
          incarnation,
          new ReportedProxy(link.node(), link.state(), link.reportedAt(), Optional.of(now)));
      forgetOld();
    }
    changed();
  }

  private Optional<ProxyLink> choose(ExplainQuery query) {
    String port = "/" + port(URI.create(query.url()));
    synchronized (lock) {
      return connected.values().stream()
          .filter(link -> !link.state().getDraining())
          .filter(
              link ->
                  query.gateway().isEmpty()
                      ? listens(link.state(), port)
                      : link.node().getGatewaysList().contains(query.gateway()))
          .findFirst();
    }
  }

  private static boolean listens(ProxyState state, String port) {
    return state.getAcceptedList().stream()
        .filter(accepted -> accepted.getTypeUrl().equals(XdsType.LISTENER.typeUrl()))
        .flatMap(accepted -> accepted.getVersionsMap().keySet().stream())
        .anyMatch(name -> name.endsWith(port));
  }

  private static int port(URI url) {
    if (url.getHost() == null || url.getScheme() == null) {
      throw new IllegalArgumentException("no host");
    }
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return url.getScheme().equals("https") ? 443 : 80;
  }

  private void tellAll(boolean watch) {
    connected.values().forEach(link -> link.send(watchSpans(watch)));
  }

  private static ReportRequest watchSpans(boolean watch) {
    return ReportRequest.newBuilder().setWatchSpans(watch).build();
  }

  private void forgetOld() {
    Instant oldest = clock.instant().minus(DEPARTED_KEPT);
    departed.values().removeIf(proxy -> proxy.departedAt().orElseThrow().isBefore(oldest));
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /** One call of {@link #watchSpans}; compared by identity, for the same watcher may come twice. */
  private static final class SpanWatcher {
    private final BiConsumer<ProxyNode, ByteString> spans;

    SpanWatcher(BiConsumer<ProxyNode, ByteString> spans) {
      this.spans = spans;
    }
  }

  /** A process: an id may be used again. */
  private record Incarnation(String id, long startedAt) {
    static Incarnation of(ProxyNode node) {
      return new Incarnation(node.getId(), node.getStartedAt());
    }
  }
}
