package dev.agentgateway.e2e.support;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;

/** A client of xDS that refuses every version of every cluster of a Gateway. */
final class RefusingProxy implements AutoCloseable {
  private static final String CLUSTER = "type.googleapis.com/envoy.config.cluster.v3.Cluster";

  private final ManagedChannel channel;
  private volatile StreamObserver<DeltaDiscoveryRequest> requests;

  private RefusingProxy(int xdsPort, String gateway) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", xdsPort).usePlaintext().build();
    requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(new Refusals());
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(Node.newBuilder().setId("refusing").setCluster(gateway))
            .setTypeUrl(CLUSTER)
            .build());
  }

  static RefusingProxy start(int xdsPort, String gateway) {
    return new RefusingProxy(xdsPort, gateway);
  }

  private final class Refusals implements StreamObserver<DeltaDiscoveryResponse> {
    @Override
    public void onNext(DeltaDiscoveryResponse response) {
      requests.onNext(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(CLUSTER)
              .setResponseNonce(response.getNonce())
              .setErrorDetail(
                  Status.newBuilder()
                      .setCode(Code.INVALID_ARGUMENT_VALUE)
                      .setMessage("refused by the test"))
              .build());
    }

    @Override
    public void onError(Throwable failure) {
      // The control plane's log says why.
    }

    @Override
    public void onCompleted() {}
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
