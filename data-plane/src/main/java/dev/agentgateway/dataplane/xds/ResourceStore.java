package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.xds.decode.Decoded;
import dev.agentgateway.dataplane.xds.decode.ListenerResource;
import dev.agentgateway.dataplane.xds.decode.ResourceDecoder;
import dev.agentgateway.dataplane.xds.decode.RouteTableResource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Every resource that the client holds. Confined to the client thread. */
final class ResourceStore {

  /** Segments that route configurations of a port share: NAMESPACE/NAME/PORT. */
  private static final int GROUP_SEGMENTS = 3;

  final TypeStore<ClusterConfig> clusters =
      new TypeStore<>(ResourceType.CLUSTER, ResourceDecoder::cluster);
  final TypeStore<EndpointsConfig> endpoints =
      new TypeStore<>(ResourceType.ENDPOINTS, ResourceDecoder::endpoints);
  final TypeStore<ListenerResource> listeners =
      new TypeStore<>(ResourceType.LISTENER, ResourceDecoder::listener);
  final TypeStore<RouteTableResource> routes =
      new TypeStore<>(ResourceType.ROUTES, ResourceDecoder::routes);
  final TypeStore<VirtualHostConfig> virtualHosts =
      new TypeStore<>(
          ResourceType.VIRTUAL_HOST,
          (any, name, version) ->
              !name.startsWith(groupOf(name) + "/") || name.startsWith("/")
                  ? new Decoded.Invalid<>(
                      List.of("name (expected: ROUTE-CONFIGURATION/…, such as NS/NAME/PORT/…)"))
                  : ResourceDecoder.virtualHost(any, name, version));
  final TypeStore<SecretConfig> secrets =
      new TypeStore<>(ResourceType.SECRET, (any, name, _) -> ResourceDecoder.secret(any, name));

  TypeStore<?> of(ResourceType type) {
    return switch (type) {
      case CLUSTER -> clusters;
      case ENDPOINTS -> endpoints;
      case LISTENER -> listeners;
      case ROUTES -> routes;
      case VIRTUAL_HOST -> virtualHosts;
      case SECRET -> secrets;
    };
  }

  Map<ResourceType, XdsStatus.TypeStatus> status() {
    Map<ResourceType, XdsStatus.TypeStatus> status = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      status.put(type, of(type).status());
    }
    return status;
  }

  /** Drops what outlived its time to live; true where there was something. */
  boolean expire(long nanoTime) {
    boolean expired = false;
    for (ResourceType type : ResourceType.values()) {
      expired |= of(type).expire(nanoTime);
    }
    return expired;
  }

  OptionalLong nextExpiry() {
    return Arrays.stream(ResourceType.values())
        .map(type -> of(type).nextExpiry())
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }

  /**
   * NAMESPACE/NAME/PORT of a route configuration or of a VirtualHost that belongs to one; empty
   * where the name begins otherwise.
   */
  static String groupOf(String name) {
    int end = -1;
    for (int i = 0; i < GROUP_SEGMENTS; i++) {
      int next = name.indexOf('/', end + 1);
      if (next < 0) {
        return i == GROUP_SEGMENTS - 1 ? name : "";
      }
      end = next;
    }
    return name.substring(0, end);
  }
}
