package dev.agentgateway.dataplane.xds;

import org.jspecify.annotations.Nullable;

/** Kinds of xDS resources that the proxy asks for, in the order of make-before-break. */
public enum ResourceType {
  CLUSTER("envoy.config.cluster.v3.Cluster", true),
  ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment", false),
  LISTENER("envoy.config.listener.v3.Listener", true),
  ROUTES("envoy.config.route.v3.RouteConfiguration", false),
  VIRTUAL_HOST("envoy.config.route.v3.VirtualHost", true),
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret", false);

  private final String messageName;
  private final boolean complete;

  ResourceType(String messageName, boolean complete) {
    this.messageName = messageName;
    this.complete = complete;
  }

  /** Full name of the protobuf message. */
  public String messageName() {
    return messageName;
  }

  /** {@code type.googleapis.com/} and the message name. */
  public String typeUrl() {
    return "type.googleapis.com/" + messageName;
  }

  /**
   * Whether the control plane decides which resources there are, so that a removed one is gone at
   * once. A removed resource of the other types stays in force as long as something names it.
   */
  boolean isRemovedAtOnce() {
    return complete;
  }

  /** The type of a URL, or null where the proxy does not know it. */
  static @Nullable ResourceType ofUrl(String typeUrl) {
    for (ResourceType type : values()) {
      if (type.typeUrl().equals(typeUrl)) {
        return type;
      }
    }
    return null;
  }
}
