package dev.agentgateway.dataplane.xds;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The incremental variant of xDS.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol#incremental-xds">incremental
 *     xDS</a>
 */
final class DeltaStream
    implements DiscoveryStream,
        ClientResponseObserver<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {

  private static final String WILDCARD_NAME = "*";

  private final Node node;
  private final ResourceStore store;
  private final Events events;
  private final Map<ResourceType, Subscription> asked = new EnumMap<>(ResourceType.class);
  private @Nullable ClientCallStreamObserver<DeltaDiscoveryRequest> requests;
  private boolean isOver;

  DeltaStream(Node node, ResourceStore store, Events events) {
    this.node = node;
    this.store = store;
    this.events = events;
  }

  @Override
  public void open(ManagedChannel channel) {
    var _ = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<DeltaDiscoveryRequest> requestStream) {
    requests = requestStream;
    // One response at a time: the next is read when the one before was answered.
    requestStream.disableAutoRequestWithInitial(1);
  }

  @Override
  public void subscribe(Map<ResourceType, Subscription> wanted) {
    wanted.forEach(this::subscribe);
  }

  private void subscribe(ResourceType type, Subscription wanted) {
    Subscription before = asked.get(type);
    if (wanted.equals(before) || (before == null && wanted.isEmpty())) {
      return;
    }
    DeltaDiscoveryRequest.Builder request = request(type);
    if (before == null) {
      request.putAllInitialResourceVersions(store.of(type).versions(wanted));
      if (isLegacyWildcard(type)) {
        asked.put(type, wanted);
        send(request);
        return;
      }
      before = Subscription.NONE;
    }
    request.addAllResourceNamesSubscribe(difference(names(wanted), names(before)));
    request.addAllResourceNamesUnsubscribe(difference(names(before), names(wanted)));
    asked.put(type, wanted);
    send(request);
  }

  @Override
  public void onNext(DeltaDiscoveryResponse response) {
    if (isOver) {
      return;
    }
    events.received(this);
    ResourceType type = ResourceType.ofUrl(response.getTypeUrl());
    Subscription subscription = type == null ? null : asked.get(type);
    DeltaDiscoveryRequest.Builder answer =
        DeltaDiscoveryRequest.newBuilder()
            .setNode(node)
            .setTypeUrl(response.getTypeUrl())
            .setResponseNonce(response.getNonce());
    if (type == null || subscription == null) {
      answer.setErrorDetail(
          Refusal.of(List.of("type '" + response.getTypeUrl() + "' was not asked for")));
    } else {
      List<String> problems =
          store
              .of(type)
              .apply(response.getResourcesList(), response.getRemovedResourcesList(), subscription);
      events.applied(type, problems);
      if (!problems.isEmpty()) {
        answer.setErrorDetail(Refusal.of(problems));
      }
    }
    send(answer);
    events.answered();
    if (requests != null && !isOver) {
      requests.request(1);
    }
  }

  @Override
  public void onError(Throwable t) {
    end(Status.fromThrowable(t));
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  @Override
  public void close() {
    isOver = true;
    if (requests != null) {
      requests.cancel("closed by the proxy", null);
    }
  }

  private void end(Status status) {
    if (!isOver) {
      isOver = true;
      events.ended(this, status);
    }
  }

  /** Foreign servers look the node up in every request. */
  private DeltaDiscoveryRequest.Builder request(ResourceType type) {
    return DeltaDiscoveryRequest.newBuilder().setNode(node).setTypeUrl(type.typeUrl());
  }

  private void send(DeltaDiscoveryRequest.Builder request) {
    if (requests != null && !isOver) {
      requests.onNext(request.build());
    }
  }

  /** For these types a first request without names asks for everything. */
  private static boolean isLegacyWildcard(ResourceType type) {
    return switch (type) {
      case CLUSTER, LISTENER -> true;
      case ENDPOINTS, ROUTES, VIRTUAL_HOST, SECRET -> false;
    };
  }

  private static Set<String> names(Subscription subscription) {
    return subscription.isWildcard() ? Set.of(WILDCARD_NAME) : subscription.names();
  }

  private static Set<String> difference(Set<String> minuend, Set<String> subtrahend) {
    Set<String> difference = new TreeSet<>(minuend);
    difference.removeAll(subtrahend);
    return difference;
  }
}
