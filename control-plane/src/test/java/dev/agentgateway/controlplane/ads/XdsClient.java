package dev.agentgateway.controlplane.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A scripted client of one stream: it sends what a test says, and nothing else. */
final class XdsClient<Q, R> implements AutoCloseable {
  static final Node OTHER = Node.newBuilder().setId("test").setCluster("demo/edge").build();
  static final Node OURS = OTHER.toBuilder().addClientFeatures(ClientKind.VHDS_FEATURE).build();

  private static final String PROBE = "type.googleapis.com/test.Probe";

  private final ManagedChannel channel;
  private final BlockingQueue<R> responses = new LinkedBlockingQueue<>();
  private final StreamObserver<Q> requests;
  private int probes;

  private XdsClient(
      int port,
      Function<
              AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceStub,
              Function<StreamObserver<R>, StreamObserver<Q>>>
          method) {
    channel =
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
    requests =
        method
            .apply(AggregatedDiscoveryServiceGrpc.newStub(channel))
            .apply(
                new StreamObserver<>() {
                  @Override
                  public void onNext(R response) {
                    responses.add(response);
                  }

                  @Override
                  public void onError(Throwable ended) {}

                  @Override
                  public void onCompleted() {}
                });
  }

  static XdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta(ControlPlaneFixture to) {
    return new XdsClient<>(to.port(), stub -> stub::deltaAggregatedResources);
  }

  static XdsClient<DiscoveryRequest, DiscoveryResponse> sotw(ControlPlaneFixture to) {
    return new XdsClient<>(to.port(), stub -> stub::streamAggregatedResources);
  }

  void send(Q request) {
    requests.onNext(request);
  }

  R next() throws InterruptedException {
    R response = responses.poll(10, TimeUnit.SECONDS);
    assertThat(response).as("a response within 10 s").isNotNull();
    return response;
  }

  /** A probe of a type that is not served is answered at once: whatever was due came before it. */
  static void assertQuiet(XdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client)
      throws InterruptedException {
    String name = "probe" + client.probes++;
    client.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(PROBE)
            .addResourceNamesSubscribe(name)
            .build());
    DeltaDiscoveryResponse response = client.next();
    assertThat(response.getTypeUrl()).as("nothing but the probe").isEqualTo(PROBE);
    assertThat(response.getRemovedResourcesList()).containsExactly(name);
  }

  static DeltaDiscoveryRequest.Builder subscribe(XdsType type, String... names) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(type.typeUrl())
        .addAllResourceNamesSubscribe(List.of(names));
  }

  static DeltaDiscoveryRequest ack(DeltaDiscoveryResponse response) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(response.getTypeUrl())
        .setResponseNonce(response.getNonce())
        .build();
  }

  static DeltaDiscoveryRequest nack(DeltaDiscoveryResponse response, String why) {
    return ack(response).toBuilder()
        .setErrorDetail(Status.newBuilder().setCode(3).setMessage(why))
        .build();
  }

  static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
