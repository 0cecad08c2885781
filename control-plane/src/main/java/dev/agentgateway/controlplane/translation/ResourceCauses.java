package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the objects behind an xDS resource name. The names are those of {@code api/README.md}. */
final class ResourceCauses {

  private static final String POLICY = "AgentgatewayPolicy";

  private final List<GatewayIr> gateways;

  ResourceCauses(List<GatewayIr> gateways) {
    this.gateways = gateways;
  }

  List<ObjectRef> of(ResourceType type, String name) {
    Set<ObjectRef> causes = new LinkedHashSet<>();
    for (GatewayIr gateway : gateways) {
      if (!name.startsWith(gateway.id() + "/") && !name.startsWith(gateway.id() + ":")) {
        continue;
      }
      switch (type) {
        case LISTENER -> listener(gateway, name, causes);
        case ROUTE_CONFIGURATION -> routeConfiguration(gateway, name, causes);
        case VIRTUAL_HOST -> virtualHost(gateway, name, causes);
        case CLUSTER, ENDPOINTS -> cluster(gateway, name, causes);
        case SECRET -> secret(gateway, name, causes);
      }
    }
    return List.copyOf(causes);
  }

  private static void listener(GatewayIr gateway, String name, Set<ObjectRef> causes) {
    for (PortIr port : gateway.ports()) {
      if (name.equals(gateway.id() + "/" + port.port())
          || name.equals(gateway.id() + ":" + port.port())) {
        causes.add(gatewayRef(gateway));
        for (FrontendPolicyIr policy : port.policies().values()) {
          policy.policies().forEach(each -> causes.add(ref(POLICY, each)));
        }
      }
    }
  }

  private static void routeConfiguration(GatewayIr gateway, String name, Set<ObjectRef> causes) {
    for (PortIr port : gateway.ports()) {
      String portName = gateway.id() + "/" + port.port();
      // The routes of a port that speaks TLS are its listeners'.
      if (name.equals(portName) || name.startsWith(portName + "/")) {
        causes.add(gatewayRef(gateway));
        for (VirtualHostIr host : port.virtualHosts()) {
          if (name.equals(portName) || name.equals(portName + "/" + host.listener())) {
            host.route().ifPresent(route -> causes.add(ref("HTTPRoute", route.toString())));
          }
        }
      }
    }
  }

  private static void virtualHost(GatewayIr gateway, String name, Set<ObjectRef> causes) {
    for (PortIr port : gateway.ports()) {
      String prefix = gateway.id() + "/" + port.port() + "/";
      if (!name.startsWith(prefix)) {
        continue;
      }
      for (VirtualHostIr host : port.virtualHosts()) {
        String route = host.route().map(VirtualHostIr.RouteRef::toString).orElse("-");
        if (name.equals(prefix + host.listener() + "/" + route + "/" + host.hostname())) {
          host.route().ifPresent(ref -> causes.add(ref("HTTPRoute", ref.toString())));
          causes.add(gatewayRef(gateway));
        }
      }
    }
  }

  private static void cluster(GatewayIr gateway, String name, Set<ObjectRef> causes) {
    for (ClusterIr cluster : gateway.clusters()) {
      if (cluster.name().equals(name)) {
        backend(cluster.backend(), causes);
        users(gateway, name, causes);
      }
    }
  }

  private static void backend(String backend, Set<ObjectRef> causes) {
    String[] parts = backend.split("/", -1);
    if (parts.length >= 3) {
      causes.add(new ObjectRef(parts[0], parts[1], parts[2]));
    }
  }

  private static void users(GatewayIr gateway, String cluster, Set<ObjectRef> causes) {
    for (PortIr port : gateway.ports()) {
      for (FrontendPolicyIr policy : port.policies().values()) {
        policy
            .tracing()
            .filter(
                tracing ->
                    tracing.collector() instanceof FrontendPolicyIr.CollectorIr.Otlp otlp
                        && otlp.cluster().equals(cluster))
            .ifPresent(tracing -> causes.add(ref(POLICY, tracing.policy())));
      }
      for (VirtualHostIr host : port.virtualHosts()) {
        if (host.route().isPresent() && host.routes().stream().anyMatch(r -> uses(r, cluster))) {
          causes.add(ref("HTTPRoute", host.route().get().toString()));
        }
      }
    }
  }

  private static boolean uses(RouteIr route, String cluster) {
    return route.action() instanceof ActionIr.Forward forward
        && forward.backends().stream()
            .anyMatch(share -> share.backend().clusters().contains(cluster));
  }

  private static void secret(GatewayIr gateway, String name, Set<ObjectRef> causes) {
    String certificates = gateway.id() + "/certificate/";
    if (name.startsWith(certificates)) {
      causes.add(ref("Secret", name.substring(certificates.length())));
      causes.add(gatewayRef(gateway));
      return;
    }
    String prefix = gateway.id() + "/secret/";
    for (SecretIr secret : gateway.secrets()) {
      if (secret.name().equals(name) && name.startsWith(prefix)) {
        String[] parts = name.substring(prefix.length()).split("/", -1);
        int dot = parts[1].indexOf('.');
        // What is written in a policy or backend itself is named KIND.NAME; no Secret's name has
        // capitals.
        causes.add(
            dot > 0 && Character.isUpperCase(parts[1].charAt(0))
                ? new ObjectRef(parts[1].substring(0, dot), parts[0], parts[1].substring(dot + 1))
                : new ObjectRef("Secret", parts[0], parts[1]));
      }
    }
  }

  private static ObjectRef gatewayRef(GatewayIr gateway) {
    return new ObjectRef("Gateway", gateway.namespace(), gateway.name());
  }

  private static ObjectRef ref(String kind, String namespaceAndName) {
    int slash = namespaceAndName.indexOf('/');
    return new ObjectRef(
        kind, namespaceAndName.substring(0, slash), namespaceAndName.substring(slash + 1));
  }
}
