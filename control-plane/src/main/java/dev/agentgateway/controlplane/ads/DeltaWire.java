package dev.agentgateway.controlplane.ads;

import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.stub.ServerCallStreamObserver;

/** Incremental responses: what changed. */
record DeltaWire(ServerCallStreamObserver<DeltaDiscoveryResponse> responses, ControlPlane self)
    implements Wire {

  @Override
  public boolean isDelta() {
    return true;
  }

  @Override
  public boolean isReady() {
    return responses.isReady();
  }

  @Override
  public int send(Subscription subscription, Subscription.Sent sent) {
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(subscription.typeUrl())
            .setSystemVersionInfo(sent.version())
            .setNonce(sent.nonce())
            .setControlPlane(self)
            .addAllRemovedResources(sent.removed());
    sent.added()
        .forEach(
            (name, resource) ->
                response.addResources(
                    Resource.newBuilder()
                        .setName(name)
                        .setVersion(resource.version())
                        .setResource(resource.body())));
    DeltaDiscoveryResponse built = response.build();
    responses.onNext(built);
    return built.getSerializedSize();
  }
}
