package dev.agentgateway.controlplane.ads;

import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who a stream belongs to, from the node of its first request.
 *
 * @param gateways NAMESPACE/NAME of each Gateway in {@code node.cluster}
 * @param version of the client's software; may be empty
 */
record ClientNode(String id, ClientKind kind, List<String> gateways, String version) {

  static ClientNode of(Node node) {
    List<String> gateways =
        Stream.of(node.getCluster().split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .sorted()
            .toList();
    return new ClientNode(node.getId(), ClientKind.of(node), gateways, version(node));
  }

  private static String version(Node node) {
    if (!node.getUserAgentVersion().isEmpty()) {
      return node.getUserAgentVersion();
    }
    if (!node.hasUserAgentBuildVersion()) {
      return "";
    }
    BuildVersion build = node.getUserAgentBuildVersion();
    return build.getVersion().getMajorNumber()
        + "."
        + build.getVersion().getMinorNumber()
        + "."
        + build.getVersion().getPatch();
  }
}
