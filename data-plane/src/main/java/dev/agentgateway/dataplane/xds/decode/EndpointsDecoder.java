package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig.Endpoint;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * ClusterLoadAssignment to {@link EndpointsConfig}. Of several priorities the first that has a
 * healthy endpoint counts.
 */
final class EndpointsDecoder {

  private final Findings findings;

  EndpointsDecoder(Findings findings) {
    this.findings = findings;
  }

  EndpointsConfig decode(ClusterLoadAssignment assignment, String version) {
    return new EndpointsConfig(assignment.getClusterName(), endpoints(assignment), version);
  }

  List<Endpoint> endpoints(ClusterLoadAssignment assignment) {
    findings.ignoreAllBut(assignment, Set.of("cluster_name", "endpoints"));
    Map<Integer, List<Endpoint>> byPriority = new TreeMap<>();
    for (int i = 0; i < assignment.getEndpointsCount(); i++) {
      LocalityLbEndpoints locality = assignment.getEndpoints(i);
      try (Findings.Scope _ = findings.at("endpoints", i)) {
        findings.ignoreAllBut(
            locality, Set.of("locality", "lb_endpoints", "load_balancing_weight", "priority"));
        List<Endpoint> healthy =
            byPriority.computeIfAbsent(locality.getPriority(), _ -> new ArrayList<>());
        for (int j = 0; j < locality.getLbEndpointsCount(); j++) {
          try (Findings.Scope _ = findings.at("lb_endpoints", j)) {
            addHealthy(locality.getLbEndpoints(j), healthy);
          }
        }
      }
    }
    return byPriority.values().stream()
        .filter(endpoints -> !endpoints.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private void addHealthy(LbEndpoint endpoint, List<Endpoint> healthy) {
    findings.ignoreAllBut(
        endpoint, Set.of("endpoint", "health_status", "load_balancing_weight", "endpoint_name"));
    if (!endpoint.hasEndpoint()) {
      findings.problem("endpoint", "missing (expected: an address)");
      return;
    }
    InetSocketAddress address;
    try (Findings.Scope _ = findings.at("endpoint")) {
      findings.ignoreAllBut(endpoint.getEndpoint(), Set.of("address", "hostname"));
      try (Findings.Scope _ = findings.at("address")) {
        address = ProtoValues.ipAddress(endpoint.getEndpoint().getAddress(), 1, findings);
      }
    }
    int weight =
        endpoint.hasLoadBalancingWeight() ? endpoint.getLoadBalancingWeight().getValue() : 1;
    if (weight < 1) {
      findings.problem(
          "load_balancing_weight",
          Integer.toUnsignedString(weight) + " (expected: 1 to " + Integer.MAX_VALUE + ")");
    }
    if (address != null && isHealthy(endpoint.getHealthStatus())) {
      healthy.add(new Endpoint(address, Math.max(1, weight)));
    }
  }

  private static boolean isHealthy(HealthStatus status) {
    return switch (status) {
      case UNKNOWN, HEALTHY, DEGRADED -> true;
      case UNHEALTHY, DRAINING, TIMEOUT, UNRECOGNIZED -> false;
    };
  }
}
