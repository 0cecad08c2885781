package dev.agentgateway.dataplane.xds;

import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.List;

/** What the proxy tells a control plane about itself. */
final class ProxyNode {

  private static final String USER_AGENT = "agentgateway-java";

  /** One VirtualHost resource per HTTPRoute and hostname. */
  private static final String VHDS = "dev.agentgateway.vhds";

  private static final List<String> FEATURES =
      List.of(
          "envoy.lb.does_not_support_overprovisioning",
          "xds.config.resource-in-sotw",
          "xds.config.supports-resource-ttl");

  private static final List<String> HTTP_FILTERS =
      List.of("dev.agentgateway.gateway", "envoy.filters.http.router");

  private ProxyNode() {}

  /** The node as told on a stream; virtual hosts of their own need the incremental variant. */
  static Node of(XdsSettings settings, XdsStatus.Protocol protocol) {
    Node.Builder node =
        Node.newBuilder()
            .setId(settings.nodeId())
            .setCluster(String.join(",", settings.gateways()))
            .setUserAgentName(USER_AGENT)
            .setUserAgentVersion(settings.version())
            .addAllClientFeatures(FEATURES);
    switch (protocol) {
      case DELTA -> node.addClientFeatures(VHDS);
      case STATE_OF_THE_WORLD -> {}
    }
    for (String filter : HTTP_FILTERS) {
      node.addExtensions(Extension.newBuilder().setName(filter).setCategory("envoy.filters.http"));
    }
    return node.build();
  }
}
