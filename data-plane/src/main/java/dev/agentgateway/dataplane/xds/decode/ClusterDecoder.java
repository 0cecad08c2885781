package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.ClusterConfig.EndpointSource;
import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cluster to {@link ClusterConfig}. */
final class ClusterDecoder {

  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "name",
          "type",
          "eds_cluster_config",
          "load_assignment",
          "connect_timeout",
          "transport_socket",
          "metadata",
          "cluster_type",
          "alt_stat_name",
          // Read nowhere: what speaks to a cluster knows the protocol.
          "typed_extension_protocol_options");

  private final Findings findings;

  ClusterDecoder(Findings findings) {
    this.findings = findings;
  }

  @Nullable ClusterConfig decode(Cluster cluster, String version) {
    findings.ignoreAllBut(cluster, UNDERSTOOD);
    EndpointSource source = source(cluster);
    Duration connectTimeout =
        cluster.hasConnectTimeout()
            ? ProtoValues.duration(cluster.getConnectTimeout(), "connect_timeout", findings)
            : DEFAULT_CONNECT_TIMEOUT;
    Optional<TlsConfig> tls =
        cluster.hasTransportSocket()
            ? new UpstreamTlsDecoder(findings).decode(cluster.getTransportSocket())
            : Optional.empty();
    if (source == null) {
      return null;
    }
    String backend = ProtoValues.text(ProtoValues.ownMetadata(cluster.getMetadata()), "backend");
    return new ClusterConfig(cluster.getName(), backend, source, connectTimeout, tls, version);
  }

  private @Nullable EndpointSource source(Cluster cluster) {
    if (cluster.hasClusterType()) {
      findings.problem("cluster_type", cluster.getClusterType().getName() + " (not supported)");
      return null;
    }
    return switch (cluster.getType()) {
      case EDS -> eds(cluster);
      case STATIC -> fixed(cluster.getLoadAssignment());
      case STRICT_DNS, LOGICAL_DNS -> dns(cluster.getLoadAssignment());
      case ORIGINAL_DST, UNRECOGNIZED -> {
        findings.problem(
            "type", cluster.getType() + " (expected: EDS, STATIC, STRICT_DNS or LOGICAL_DNS)");
        yield null;
      }
    };
  }

  private EndpointSource eds(Cluster cluster) {
    try (Findings.Scope _ = findings.at("eds_cluster_config")) {
      Cluster.EdsClusterConfig eds = cluster.getEdsClusterConfig();
      ConfigSources.requireAds(eds.getEdsConfig(), "eds_config", findings);
      String service = eds.getServiceName();
      return new EndpointSource.Eds(service.isEmpty() ? cluster.getName() : service);
    }
  }

  private EndpointSource fixed(ClusterLoadAssignment assignment) {
    try (Findings.Scope _ = findings.at("load_assignment")) {
      return new EndpointSource.Fixed(new EndpointsDecoder(findings).endpoints(assignment));
    }
  }

  private @Nullable EndpointSource dns(ClusterLoadAssignment assignment) {
    try (Findings.Scope _ = findings.at("load_assignment")) {
      List<LbEndpoint> all = new ArrayList<>();
      for (LocalityLbEndpoints locality : assignment.getEndpointsList()) {
        all.addAll(locality.getLbEndpointsList());
      }
      boolean onlyAddresses = !all.isEmpty() && all.stream().allMatch(ClusterDecoder::isIpAddress);
      if (onlyAddresses) {
        List<Endpoint> fixed = new EndpointsDecoder(findings).endpoints(assignment);
        return new EndpointSource.Fixed(fixed);
      }
      if (all.size() != 1) {
        findings.problem(
            "endpoints", all.size() + " host names (expected: one, or only IP addresses)");
        return null;
      }
      try (Findings.Scope _ = findings.at("endpoints[0].lb_endpoints[0].endpoint.address")) {
        SocketAddress address =
            ProtoValues.tcpAddress(all.getFirst().getEndpoint().getAddress(), 1, findings);
        if (address == null) {
          return null;
        }
        if (address.getAddress().isEmpty()) {
          findings.problem("socket_address.address", "empty (expected: a host name)");
        }
        return new EndpointSource.Dns(address.getAddress(), address.getPortValue());
      }
    }
  }

  private static boolean isIpAddress(LbEndpoint endpoint) {
    String text = endpoint.getEndpoint().getAddress().getSocketAddress().getAddress();
    return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
  }
}
