package dev.agentgateway.controlplane.xds;

import java.util.Optional;

/** The resource types that are served, in the order in which a change is sent. */
public enum XdsType {
  CLUSTER("envoy.config.cluster.v3.Cluster"),
  ENDPOINT("envoy.config.endpoint.v3.ClusterLoadAssignment"),
  LISTENER("envoy.config.listener.v3.Listener"),
  ROUTE("envoy.config.route.v3.RouteConfiguration"),
  VIRTUAL_HOST("envoy.config.route.v3.VirtualHost"),
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret");

  private final String typeUrl;

  XdsType(String message) {
    this.typeUrl = "type.googleapis.com/" + message;
  }

  /** The type URL of its resources. */
  public String typeUrl() {
    return typeUrl;
  }

  /** The type of a type URL; empty where it is not served. */
  public static Optional<XdsType> of(String typeUrl) {
    for (XdsType type : values()) {
      if (type.typeUrl.equals(typeUrl)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
