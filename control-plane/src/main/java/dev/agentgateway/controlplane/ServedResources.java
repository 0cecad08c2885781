package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.snapshot.GatewaySnapshot;
import dev.agentgateway.controlplane.snapshot.ResourceMap;
import dev.agentgateway.controlplane.snapshot.Snapshot;
import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import dev.agentgateway.controlplane.view.ServedResource;
import dev.agentgateway.controlplane.xds.Dialect;
import dev.agentgateway.controlplane.xds.XdsResource;
import dev.agentgateway.controlplane.xds.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is served to our own proxies, for people. */
final class ServedResources {

  private ServedResources() {}

  /** By Gateway, type and name; empty until the source has synced. */
  static List<ServedResource> of(SnapshotStore store) {
    List<ServedResource> resources = new ArrayList<>();
    Map<String, GatewaySnapshot> gateways =
        new TreeMap<>(store.current().map(Snapshot::gateways).orElse(Map.of()));
    for (GatewaySnapshot gateway : gateways.values()) {
      for (XdsType type : XdsType.values()) {
        add(gateway.gateway(), type, gateway.resources(Dialect.AGENTGATEWAY, type), resources);
      }
    }
    return List.copyOf(resources);
  }

  private static void add(
      String gateway, XdsType type, ResourceMap served, List<ServedResource> to) {
    String shortName = type.typeUrl().substring(type.typeUrl().lastIndexOf('.') + 1);
    for (String name : served.names()) {
      XdsResource resource = served.get(name);
      if (resource != null) {
        to.add(new ServedResource(gateway, shortName, name, resource.version()));
      }
    }
  }
}
