package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import dev.agentgateway.controlplane.trust.Admission;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregated discovery service. Closing it ends its timer; streams end with the server that
 * carries them, before or after that.
 */
public final class AdsService
    extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase
    implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdsService.class);

  private final AtomicLong streams = new AtomicLong();
  private final ScheduledExecutorService timer = timer();
  private final StreamContext context;
  private final ControlPlane self;

  /**
   * @param identifier of this control-plane replica, for people
   * @param events called on a stream's thread; it must not block
   */
  public AdsService(
      String identifier,
      SnapshotStore store,
      ProxyRegistry registry,
      StreamEvents events,
      Clock clock) {
    // Never shut down: gRPC tells of the end of a stream on threads of its own, at any time.
    ThreadFactory threads = Thread.ofVirtual().name("ads-", 0).factory();
    this.context =
        new StreamContext(
            store, registry, events, task -> threads.newThread(task).start(), timer, clock);
    this.self = ControlPlane.newBuilder().setIdentifier(identifier).build();
  }

  @Override
  public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
      StreamObserver<DeltaDiscoveryResponse> responses) {
    ServerCallStreamObserver<DeltaDiscoveryResponse> call =
        (ServerCallStreamObserver<DeltaDiscoveryResponse>) responses;
    ClientStream stream = open(new DeltaWire(call, self), call);
    return new Requests<>(call, stream, DeltaDiscoveryRequest::getNode, stream::onDelta);
  }

  @Override
  public StreamObserver<DiscoveryRequest> streamAggregatedResources(
      StreamObserver<DiscoveryResponse> responses) {
    ServerCallStreamObserver<DiscoveryResponse> call =
        (ServerCallStreamObserver<DiscoveryResponse>) responses;
    ClientStream stream = open(new SotwWire(call, self), call);
    return new Requests<>(call, stream, DiscoveryRequest::getNode, stream::onSotw);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One thread; once closed, nothing is late any more. */
  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ads-timer").factory());
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    return timer;
  }

  private ClientStream open(Wire wire, ServerCallStreamObserver<?> call) {
    String address = RemoteAddress.of(Context.current());
    ClientStream stream = new ClientStream(streams.incrementAndGet(), address, wire, context);
    call.setOnCancelHandler(stream::close);
    call.setOnReadyHandler(stream::flushLater);
    stream.start();
    return stream;
  }

  /** Only what its client may ask for reaches a stream. */
  private static final class Requests<Q, R> implements StreamObserver<Q> {
    private final Admission admission = Admission.of(Context.current());
    private final ServerCallStreamObserver<R> call;
    private final ClientStream stream;
    private final Function<Q, Node> node;
    private final Consumer<Q> handler;
    private boolean isFirst = true;
    private boolean isRefused;

    Requests(
        ServerCallStreamObserver<R> call,
        ClientStream stream,
        Function<Q, Node> node,
        Consumer<Q> handler) {
      this.call = call;
      this.stream = stream;
      this.node = node;
      this.handler = handler;
    }

    @Override
    public void onNext(Q request) {
      if (isFirst) {
        isFirst = false;
        // Only the first request must carry the node; that of a later one changes nothing.
        ClientNode client = ClientNode.of(node.apply(request));
        Optional<Status> refusal = admission.refusal("node.cluster", client.gateways());
        refusal.ifPresent(status -> refuse(client, status));
      }
      if (!isRefused) {
        handler.accept(request);
      }
    }

    @Override
    public void onError(Throwable cancelled) {
      stream.close();
    }

    @Override
    public void onCompleted() {
      stream.close();
      if (!isRefused) {
        call.onCompleted();
      }
    }

    private void refuse(ClientNode client, Status status) {
      isRefused = true;
      log.atWarn()
          .addKeyValue("node", client.id())
          .addKeyValue("reason", status.getDescription())
          .log("xDS stream refused");
      stream.close();
      call.onError(status.asRuntimeException());
    }
  }
}
