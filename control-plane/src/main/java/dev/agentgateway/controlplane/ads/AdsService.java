package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The aggregated discovery service. Closing it ends its timer; streams end with the server that
 * carries them, before or after that.
 */
public final class AdsService
    extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase
    implements AutoCloseable {

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
    return new Requests<>(call, stream, stream::onDelta);
  }

  @Override
  public StreamObserver<DiscoveryRequest> streamAggregatedResources(
      StreamObserver<DiscoveryResponse> responses) {
    ServerCallStreamObserver<DiscoveryResponse> call =
        (ServerCallStreamObserver<DiscoveryResponse>) responses;
    ClientStream stream = open(new SotwWire(call, self), call);
    return new Requests<>(call, stream, stream::onSotw);
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

  private record Requests<Q, R>(
      ServerCallStreamObserver<R> call, ClientStream stream, Consumer<Q> handler)
      implements StreamObserver<Q> {

    @Override
    public void onNext(Q request) {
      handler.accept(request);
    }

    @Override
    public void onError(Throwable cancelled) {
      stream.close();
    }

    @Override
    public void onCompleted() {
      stream.close();
      call.onCompleted();
    }
  }
}
