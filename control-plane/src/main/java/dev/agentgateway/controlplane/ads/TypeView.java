package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.snapshot.GatewaySnapshot;
import dev.agentgateway.controlplane.snapshot.ResourceMap;
import dev.agentgateway.controlplane.snapshot.Snapshot;
import dev.agentgateway.controlplane.xds.XdsResource;
import dev.agentgateway.controlplane.xds.XdsType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The resources of one type that a client may see at one instant. Immutable. */
final class TypeView {
  static final TypeView EMPTY = new TypeView(Map.of(), Map.of());

  private final Map<String, ResourceMap> listed;
  private final Map<String, ResourceMap> byNameOnly;

  private TypeView(Map<String, ResourceMap> listed, Map<String, ResourceMap> byNameOnly) {
    this.listed = listed;
    this.byNameOnly = byNameOnly;
  }

  /** What the Gateways of a node serve; a Gateway that does not exist serves nothing. */
  static TypeView of(Snapshot snapshot, ClientNode node, XdsType type) {
    Map<String, ResourceMap> listed = new HashMap<>();
    Map<String, ResourceMap> byNameOnly = new HashMap<>();
    for (String gateway : node.gateways()) {
      if (snapshot.gateway(gateway).isPresent()) {
        GatewaySnapshot served = snapshot.gateway(gateway).get();
        listed.put(gateway, served.resources(node.kind().dialect(), type));
        if (type == XdsType.LISTENER && node.kind() != ClientKind.AGENTGATEWAY_JAVA) {
          byNameOnly.put(gateway, served.apiListeners());
        }
      }
    }
    return new TypeView(listed, byNameOnly);
  }

  /** A resource that a wildcard subscription holds, or null. */
  @Nullable XdsResource listed(String name) {
    return find(listed, name);
  }

  /** A resource that was asked for by its name, or null. */
  @Nullable XdsResource named(String name) {
    XdsResource resource = find(listed, name);
    return resource != null ? resource : find(byNameOnly, name);
  }

  /** Names that a wildcard subscription holds. */
  List<String> listedNames() {
    List<String> names = new ArrayList<>();
    listed.values().forEach(map -> names.addAll(map.names()));
    return names;
  }

  /** Names whose resource was added, changed or removed since an older view. */
  Set<String> changedSince(TypeView older) {
    Set<String> changed = new HashSet<>();
    changed(listed, older.listed, changed);
    changed(byNameOnly, older.byNameOnly, changed);
    return changed;
  }

  /** Hash of everything listed. */
  String version() {
    long sum = 0;
    for (ResourceMap map : listed.values()) {
      sum += map.fingerprint();
    }
    return Long.toHexString(sum);
  }

  private static @Nullable XdsResource find(Map<String, ResourceMap> maps, String name) {
    for (ResourceMap map : maps.values()) {
      XdsResource resource = map.get(name);
      if (resource != null) {
        return resource;
      }
    }
    return null;
  }

  private static void changed(
      Map<String, ResourceMap> now, Map<String, ResourceMap> before, Set<String> changed) {
    Set<String> gateways = new HashSet<>(now.keySet());
    gateways.addAll(before.keySet());
    for (String gateway : gateways) {
      ResourceMap older = before.getOrDefault(gateway, ResourceMap.EMPTY);
      changed.addAll(now.getOrDefault(gateway, ResourceMap.EMPTY).changedSince(older));
    }
  }
}
