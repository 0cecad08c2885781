package dev.agentgateway.dataplane.xds;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.agentgateway.dataplane.xds.decode.ResourceDecoder;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state-of-the-world variant of xDS, for servers that speak nothing else. A cluster or listener
 * that a response leaves out is removed; VirtualHost resources do not exist here.
 */
final class StateOfTheWorldStream
    implements DiscoveryStream, ClientResponseObserver<DiscoveryRequest, DiscoveryResponse> {

  private final Node node;
  private final ResourceStore store;
  private final Events events;
  private final Map<ResourceType, TypeState> types = new EnumMap<>(ResourceType.class);
  private @Nullable ClientCallStreamObserver<DiscoveryRequest> requests;
  private boolean isOver;

  StateOfTheWorldStream(Node node, ResourceStore store, Events events) {
    this.node = node;
    this.store = store;
    this.events = events;
  }

  /** What was asked and accepted last. */
  private static final class TypeState {
    Subscription asked = Subscription.NONE;
    String version = "";
    String nonce = "";
  }

  @Override
  public void open(ManagedChannel channel) {
    var _ = AggregatedDiscoveryServiceGrpc.newStub(channel).streamAggregatedResources(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<DiscoveryRequest> requestStream) {
    requests = requestStream;
    requestStream.disableAutoRequestWithInitial(1);
  }

  @Override
  public void subscribe(Map<ResourceType, Subscription> wanted) {
    wanted.forEach(
        (type, subscription) -> {
          TypeState state = types.get(type);
          boolean isFirst = state == null && !subscription.isEmpty();
          if (type != ResourceType.VIRTUAL_HOST
              && (isFirst || (state != null && !state.asked.equals(subscription)))) {
            TypeState asking = types.computeIfAbsent(type, _ -> new TypeState());
            asking.asked = subscription;
            send(request(type, asking));
          }
        });
  }

  @Override
  public void onNext(DiscoveryResponse response) {
    if (isOver) {
      return;
    }
    events.received(this);
    ResourceType type = ResourceType.ofUrl(response.getTypeUrl());
    TypeState state = type == null ? null : types.get(type);
    if (type == null || state == null) {
      send(
          DiscoveryRequest.newBuilder()
              .setNode(node)
              .setTypeUrl(response.getTypeUrl())
              .setResponseNonce(response.getNonce())
              .setErrorDetail(
                  Refusal.of(List.of("type '" + response.getTypeUrl() + "' was not asked for"))));
    } else {
      state.nonce = response.getNonce();
      List<String> problems = apply(type, state.asked, response);
      events.applied(type, problems);
      if (problems.isEmpty()) {
        state.version = response.getVersionInfo();
        send(request(type, state));
      } else {
        send(request(type, state).setErrorDetail(Refusal.of(problems)));
      }
    }
    events.answered();
    if (requests != null && !isOver) {
      requests.request(1);
    }
  }

  private List<String> apply(
      ResourceType type, Subscription subscription, DiscoveryResponse response) {
    List<String> problems = new ArrayList<>();
    List<Resource> resources = new ArrayList<>();
    for (Any any : response.getResourcesList()) {
      Resource resource = named(type, any, response.getVersionInfo());
      if (resource == null) {
        problems.add("(unnamed): not readable as " + type.typeUrl());
      } else {
        resources.add(resource);
      }
    }
    // Which one a nameless resource is cannot be known, so that none counts as left out.
    Set<String> removed = new HashSet<>();
    if (type.isRemovedAtOnce() && problems.isEmpty()) {
      removed.addAll(store.of(type).accepted().keySet());
      resources.forEach(resource -> removed.remove(resource.getName()));
    }
    problems.addAll(store.of(type).apply(resources, List.copyOf(removed), subscription));
    return problems;
  }

  private static @Nullable Resource named(ResourceType type, Any any, String version) {
    try {
      if (any.is(Resource.class)) {
        Resource wrapped = any.unpack(Resource.class);
        String name =
            wrapped.getName().isEmpty()
                ? ResourceDecoder.nameOf(wrapped.getResource())
                : wrapped.getName();
        return wrapped.toBuilder()
            .setName(name)
            .setVersion(wrapped.getVersion().isEmpty() ? version : wrapped.getVersion())
            .build();
      }
      return any.getTypeUrl().equals(type.typeUrl())
          ? Resource.newBuilder()
              .setName(ResourceDecoder.nameOf(any))
              .setVersion(version)
              .setResource(any)
              .build()
          : null;
    } catch (InvalidProtocolBufferException e) {
      return null;
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

  /** Version of what was accepted last, nonce of what came last, all names. */
  private DiscoveryRequest.Builder request(ResourceType type, TypeState state) {
    return DiscoveryRequest.newBuilder()
        .setNode(node)
        .setTypeUrl(type.typeUrl())
        .setVersionInfo(state.version)
        .setResponseNonce(state.nonce)
        .addAllResourceNames(new TreeSet<>(state.asked.names()));
  }

  private void send(DiscoveryRequest.Builder request) {
    if (requests != null && !isOver) {
      requests.onNext(request.build());
    }
  }
}
