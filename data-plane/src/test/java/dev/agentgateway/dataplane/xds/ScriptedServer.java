package dev.agentgateway.dataplane.xds;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A management server on loopback that says what a test tells it to say. */
final class ScriptedServer implements AutoCloseable {

  static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<DeltaPeer> deltaPeers = new LinkedBlockingQueue<>();
  private final BlockingQueue<WorldPeer> worldPeers = new LinkedBlockingQueue<>();
  private final Server server;

  private ScriptedServer(NettyServerBuilder builder, boolean speaksDelta) throws IOException {
    server = builder.addService(new Service(speaksDelta)).build().start();
  }

  static ScriptedServer start() throws IOException {
    return new ScriptedServer(onLoopback(0), true);
  }

  static ScriptedServer startAt(int port) throws IOException {
    return new ScriptedServer(onLoopback(port), true);
  }

  static ScriptedServer startWithoutDelta() throws IOException {
    return new ScriptedServer(onLoopback(0), false);
  }

  /** Tells clients to go away soon after they connected. */
  static ScriptedServer startWithShortConnections() throws IOException {
    NettyServerBuilder builder =
        onLoopback(0)
            .maxConnectionAge(500, TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(1, TimeUnit.HOURS);
    return new ScriptedServer(builder, true);
  }

  private static NettyServerBuilder onLoopback(int port) {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  int port() {
    return server.getPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  /** The next incremental stream that a client opened. */
  DeltaPeer nextDelta() throws InterruptedException {
    return taken(deltaPeers, "an incremental stream");
  }

  /** The next state-of-the-world stream that a client opened. */
  WorldPeer nextWorld() throws InterruptedException {
    return taken(worldPeers, "a state-of-the-world stream");
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      assertThat(server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static <T> T taken(BlockingQueue<T> queue, String what) throws InterruptedException {
    T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as(what).isNotNull();
    return requireNonNull(next);
  }

  /** The server's end of a stream. */
  abstract static class Peer<Q, A> implements StreamObserver<Q> {
    final BlockingQueue<Q> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    final StreamObserver<A> responses;
    final AtomicInteger nonces = new AtomicInteger();

    Peer(StreamObserver<A> responses) {
      this.responses = responses;
    }

    Q next() throws InterruptedException {
      return taken(requests, "a request");
    }

    @Override
    public void onNext(Q request) {
      requests.add(request);
    }

    @Override
    public void onError(Throwable t) {
      ends.add(t.toString());
    }

    @Override
    public void onCompleted() {
      ends.add("completed");
    }
  }

  /** An incremental stream. */
  static final class DeltaPeer extends Peer<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
    DeltaPeer(StreamObserver<DeltaDiscoveryResponse> responses) {
      super(responses);
    }

    /** The next request, which must be of this type. */
    DeltaDiscoveryRequest next(ResourceType type) throws InterruptedException {
      DeltaDiscoveryRequest request = next();
      assertThat(request.getTypeUrl()).isEqualTo(type.typeUrl());
      return request;
    }

    /** Sends a response and returns its nonce. */
    String send(ResourceType type, List<Resource> resources, String... removed) {
      return send(
          DeltaDiscoveryResponse.newBuilder()
              .setTypeUrl(type.typeUrl())
              .addAllResources(resources)
              .addAllRemovedResources(List.of(removed)));
    }

    String send(DeltaDiscoveryResponse.Builder response) {
      String nonce = "n" + nonces.incrementAndGet();
      responses.onNext(response.setNonce(nonce).build());
      return nonce;
    }

    /** Sends a response and takes its ACK; what was asked for meanwhile must not come first. */
    DeltaDiscoveryRequest sendAndTakeAnswer(
        ResourceType type, List<Resource> resources, String... removed)
        throws InterruptedException {
      String nonce = send(type, resources, removed);
      DeltaDiscoveryRequest answer = next(type);
      assertThat(answer.getResponseNonce()).isEqualTo(nonce);
      return answer;
    }

    /** The same for a response that must be accepted. */
    void accept(ResourceType type, List<Resource> resources, String... removed)
        throws InterruptedException {
      DeltaDiscoveryRequest answer = sendAndTakeAnswer(type, resources, removed);
      assertThat(answer.hasErrorDetail()).as(answer.getErrorDetail().getMessage()).isFalse();
    }
  }

  /** A state-of-the-world stream. */
  static final class WorldPeer extends Peer<DiscoveryRequest, DiscoveryResponse> {
    WorldPeer(StreamObserver<DiscoveryResponse> responses) {
      super(responses);
    }

    DiscoveryRequest next(ResourceType type) throws InterruptedException {
      DiscoveryRequest request = next();
      assertThat(request.getTypeUrl()).isEqualTo(type.typeUrl());
      return request;
    }

    DiscoveryRequest sendAndTakeAnswer(ResourceType type, String version, Message... resources)
        throws InterruptedException {
      String nonce = "n" + nonces.incrementAndGet();
      DiscoveryResponse.Builder response =
          DiscoveryResponse.newBuilder()
              .setTypeUrl(type.typeUrl())
              .setVersionInfo(version)
              .setNonce(nonce);
      for (Message resource : resources) {
        response.addResources(Any.pack(resource));
      }
      responses.onNext(response.build());
      DiscoveryRequest answer = next(type);
      assertThat(answer.getResponseNonce()).isEqualTo(nonce);
      return answer;
    }
  }

  private final class Service extends AggregatedDiscoveryServiceImplBase {
    private final boolean speaksDelta;

    Service(boolean speaksDelta) {
      this.speaksDelta = speaksDelta;
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> responses) {
      if (!speaksDelta) {
        return super.deltaAggregatedResources(responses);
      }
      DeltaPeer peer = new DeltaPeer(responses);
      deltaPeers.add(peer);
      return peer;
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> responses) {
      WorldPeer peer = new WorldPeer(responses);
      worldPeers.add(peer);
      return peer;
    }
  }
}
