package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.EndpointsIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import dev.agentgateway.controlplane.translation.backend.Credential;
import dev.agentgateway.controlplane.translation.backend.ReadyEndpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The clusters that one Gateway needs, each once. */
final class Clusters {

  private final String gatewayId;
  private final Map<String, BackendTarget> ofRoutes = new HashMap<>();
  private final Map<String, ClusterIr> clusters = new TreeMap<>();
  private final Map<String, EndpointsIr> endpoints = new TreeMap<>();
  private final Map<String, SecretIr> secrets = new TreeMap<>();

  Clusters(String gatewayId) {
    this.gatewayId = gatewayId;
  }

  /** Adds what a route sends to. */
  void addRouted(List<BackendTarget> targets) {
    for (BackendTarget target : targets) {
      target.parts().forEach(part -> ofRoutes.putIfAbsent(part.suffix(), part));
    }
  }

  /** Adds a cluster with a name of its own and the secret of its credential. */
  void addNamed(String name, BackendTarget target, boolean http2, DesiredState state) {
    clusters.put(name, target.cluster(name, http2));
    target
        .discovered()
        .ifPresent(
            port -> endpoints.put(name, new EndpointsIr(name, ReadyEndpoints.of(port, state))));
    if (target.credential().orElse(null)
        instanceof Credential.Stored(var _, String suffix, String value)) {
      String secret = gatewayId + "/" + suffix;
      secrets.put(secret, new SecretIr.Text(secret, value));
    }
  }

  /** Resolves what was added by routes; to be called once, before the lists are read. */
  void resolve(DesiredState state) {
    for (BackendTarget target : ofRoutes.values()) {
      addNamed(target.clusterName(gatewayId), target, false, state);
    }
  }

  /** Adds what a listener or a policy names beside backends. */
  void addSecret(SecretIr secret) {
    secrets.put(secret.name(), secret);
  }

  List<ClusterIr> clusters() {
    return List.copyOf(clusters.values());
  }

  List<EndpointsIr> endpoints() {
    return List.copyOf(endpoints.values());
  }

  List<SecretIr> secrets() {
    return List.copyOf(secrets.values());
  }
}
