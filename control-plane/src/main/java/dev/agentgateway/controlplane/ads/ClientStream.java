package dev.agentgateway.controlplane.ads;

import com.google.rpc.Status;
import dev.agentgateway.controlplane.snapshot.Snapshot;
import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream.
 *
 * <p><b>Threading.</b> Public entry points post to the stream's serial executor, where everything
 * else happens.
 */
final class ClientStream {
  private static final Logger log = LoggerFactory.getLogger(ClientStream.class);

  /** Of resources in one incremental response; gRPC clients accept 4 MiB unless told otherwise. */
  private static final int MAX_DELTA_BYTES = 3 << 20;

  /**
   * How long a change waits for clusters and endpoints to be acknowledged, or a removal for routes.
   */
  private static final long PATIENCE_MILLIS = 1_000;

  private final long id;
  private final String address;
  private final Instant connectedAt;
  private final Wire wire;
  private final StreamContext context;
  private final Executor executor;
  private final AtomicBoolean flushQueued = new AtomicBoolean();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final Map<String, Long> sentNanosByNonce = new HashMap<>();
  private final PushOrder order = new PushOrder(this::subscription);

  private @Nullable ClientNode node;
  private Map<XdsType, TypeView> views = Map.of();
  private @Nullable Snapshot viewed;
  private SnapshotStore.@Nullable Watch watch;
  private @Nullable ScheduledFuture<?> patience;
  private boolean closed;
  private long nonces;
  private long pushes;
  private long bytes;

  ClientStream(long id, String address, Wire wire, StreamContext context) {
    this.id = id;
    this.address = address;
    this.wire = wire;
    this.context = context;
    this.connectedAt = context.clock().instant();
    this.executor = new SerialExecutor(context.threads());
  }

  void start() {
    executor.execute(
        () -> {
          watch = context.store().watch(this::flushLater);
          publishStatus();
        });
  }

  /** Takes an incremental request. */
  void onDelta(DeltaDiscoveryRequest request) {
    executor.execute(
        () -> {
          meet(request.hasNode() ? request.getNode() : null);
          Subscription subscription = subscribed(request.getTypeUrl());
          Status error = request.hasErrorDetail() ? request.getErrorDetail() : null;
          onAnswer(subscription, request.getResponseNonce(), error);
          subscription.onDelta(request);
          flush(false);
        });
  }

  /** Takes a state-of-the-world request. */
  void onSotw(DiscoveryRequest request) {
    executor.execute(
        () -> {
          meet(request.hasNode() ? request.getNode() : null);
          Subscription subscription = subscribed(request.getTypeUrl());
          Status error = request.hasErrorDetail() ? request.getErrorDetail() : null;
          onAnswer(subscription, request.getResponseNonce(), error);
          subscription.onSotw(request.getResourceNamesList());
          flush(false);
        });
  }

  /** Sends what is waiting, soon; calls are merged. */
  void flushLater() {
    if (flushQueued.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            flushQueued.set(false);
            flush(false);
          });
    }
  }

  /** Forgets the client. */
  void close() {
    executor.execute(
        () -> {
          if (closed) {
            return;
          }
          closed = true;
          if (watch != null) {
            watch.close();
          }
          cancelPatience();
          context.registry().remove(id);
          log.atInfo().addKeyValue("node", nodeId()).log("xDS stream closed");
        });
  }

  private void meet(@Nullable Node introduced) {
    if (node != null) {
      return;
    }
    // Only the first request must carry the node.
    node = ClientNode.of(introduced == null ? Node.getDefaultInstance() : introduced);
    log.atInfo()
        .addKeyValue("node", node.id())
        .addKeyValue("kind", node.kind().label())
        .addKeyValue("gateways", node.gateways())
        .addKeyValue("delta", wire.isDelta())
        .log("xDS stream opened");
  }

  private Subscription subscribed(String typeUrl) {
    return subscriptions.computeIfAbsent(typeUrl, Subscription::new);
  }

  private @Nullable Subscription subscription(XdsType type) {
    return subscriptions.get(type.typeUrl());
  }

  private void onAnswer(Subscription subscription, String nonce, @Nullable Status error) {
    if (nonce.isEmpty()) {
      return;
    }
    Long sentNanos = sentNanosByNonce.remove(nonce);
    if (error == null) {
      if (sentNanos != null) {
        Duration after = Duration.ofNanos(System.nanoTime() - sentNanos);
        context.events().acknowledged(subscription.typeUrl(), after);
      }
      subscription.accept(nonce);
      return;
    }
    Optional<List<String>> resources = subscription.refuse(nonce, error.getMessage());
    if (resources.isEmpty() || node == null) {
      return;
    }
    Nack nack =
        new Nack(
            context.clock().instant(),
            node.id(),
            node.kind(),
            node.gateways(),
            subscription.typeUrl(),
            resources.get(),
            error.getMessage());
    subscription.lastNack(nack);
    log.atWarn()
        .addKeyValue("node", node.id())
        .addKeyValue("type_url", nack.typeUrl())
        .addKeyValue("resources", nack.resources())
        .addKeyValue("reason", nack.reason())
        .log("xDS resources refused");
    // Who hears of it finds it in the registry.
    publishStatus();
    context.events().refused(nack);
  }

  private void flush(boolean forced) {
    if (closed) {
      return;
    }
    Optional<Snapshot> snapshot = context.store().current();
    if (snapshot.isPresent() && node != null) {
      show(snapshot.get(), node);
      for (XdsType type : XdsType.values()) {
        Subscription subscription = subscription(type);
        if (subscription != null) {
          send(subscription, order.mayPush(type, forced), order.mayRemove(type, forced));
        }
      }
      for (Subscription subscription : subscriptions.values()) {
        if (subscription.type().isEmpty()) {
          send(subscription, true, true);
        }
      }
      bePatient(forced);
    }
    publishStatus();
  }

  private void show(Snapshot snapshot, ClientNode client) {
    if (!snapshot.equals(viewed)) {
      viewed = snapshot;
      Map<XdsType, TypeView> next = new LinkedHashMap<>();
      for (Subscription subscription : subscriptions.values()) {
        subscription.type().ifPresent(type -> next.put(type, TypeView.of(snapshot, client, type)));
      }
      views = next;
    }
    for (Subscription subscription : subscriptions.values()) {
      subscription.show(
          subscription
              .type()
              .map(type -> views.computeIfAbsent(type, t -> TypeView.of(snapshot, client, t)))
              .orElse(TypeView.EMPTY));
    }
  }

  private void send(Subscription subscription, boolean mayPush, boolean mayRemove) {
    int maxBytes = wire.isDelta() ? MAX_DELTA_BYTES : Integer.MAX_VALUE;
    do {
      if (!wire.isReady()) {
        return;
      }
      // A change waits for the acknowledgement of the one before and is then sent in its newest
      // form; what the client asked for does not wait.
      boolean push = mayPush && !subscription.awaitsAck();
      String nonce = Long.toString(nonces + 1);
      Optional<Subscription.Sent> sent = subscription.take(nonce, push, mayRemove, maxBytes);
      if (sent.isEmpty()) {
        return;
      }
      nonces++;
      // Recorded first: the acknowledgement must find it.
      subscription.await(sent.get());
      order.onSent(subscription, sent.get(), views);
      sentNanosByNonce.put(nonce, System.nanoTime());
      bytes += wire.send(subscription, sent.get());
      pushes++;
      int resources = sent.get().added().size() + sent.get().removed().size();
      context.events().sent(subscription.typeUrl(), resources);
    } while (subscription.owesAnswer());
  }

  private void bePatient(boolean forced) {
    if (!order.isWaiting()) {
      cancelPatience();
    } else if (patience == null || forced) {
      patience =
          context
              .timer()
              .schedule(
                  () -> executor.execute(this::endPatience),
                  PATIENCE_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  private void endPatience() {
    patience = null;
    order.giveUp();
    flush(true);
  }

  private void cancelPatience() {
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }

  private void publishStatus() {
    if (closed) {
      return;
    }
    context
        .registry()
        .put(
            new ConnectedProxy(
                id,
                nodeId(),
                node == null ? ClientKind.OTHER : node.kind(),
                node == null ? List.of() : node.gateways(),
                node == null ? "" : node.version(),
                address,
                connectedAt,
                wire.isDelta(),
                subscriptions.values().stream().map(Subscription::status).toList(),
                pushes,
                bytes));
  }

  private String nodeId() {
    return node == null ? "" : node.id();
  }
}
