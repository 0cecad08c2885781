package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.xds.XdsResource;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Map;

/**
 * State-of-the-world responses: every resource of a type whose absence means removal, what changed
 * of the others.
 */
record SotwWire(ServerCallStreamObserver<DiscoveryResponse> responses, ControlPlane self)
    implements Wire {

  @Override
  public boolean isDelta() {
    return false;
  }

  @Override
  public boolean isReady() {
    return responses.isReady();
  }

  @Override
  public int send(Subscription subscription, Subscription.Sent sent) {
    boolean whole = subscription.type().map(SotwWire::absenceRemoves).orElse(false);
    if (!whole && sent.added().isEmpty() && !sent.removed().isEmpty()) {
      // Nothing says that one of these is gone; an empty answer does no harm and ends a wait.
      whole = true;
    }
    Map<String, XdsResource> resources = whole ? subscription.held() : sent.added();
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setTypeUrl(subscription.typeUrl())
            .setVersionInfo(sent.version())
            .setNonce(sent.nonce())
            .setControlPlane(self);
    resources.values().forEach(resource -> response.addResources(resource.body()));
    DiscoveryResponse built = response.build();
    responses.onNext(built);
    return built.getSerializedSize();
  }

  private static boolean absenceRemoves(XdsType type) {
    return switch (type) {
      case LISTENER, CLUSTER, VIRTUAL_HOST -> true;
      case ENDPOINT, ROUTE, SECRET -> false;
    };
  }
}
