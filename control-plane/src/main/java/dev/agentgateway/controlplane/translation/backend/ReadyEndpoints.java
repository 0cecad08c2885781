package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.EndpointsIr.EndpointIr;
import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Picks from EndpointSlices what can take requests. */
public final class ReadyEndpoints {

  private static final Comparator<EndpointIr> ORDER =
      Comparator.comparing(EndpointIr::address).thenComparingInt(EndpointIr::port);

  private ReadyEndpoints() {}

  /** Ready endpoints of a port of a Service, sorted, each once. */
  public static List<EndpointIr> of(PortRef port, DesiredState state) {
    return of(port.portName(), state.endpointSlices(port.namespace(), port.service()));
  }

  private static List<EndpointIr> of(String portName, Collection<EndpointSlice> slices) {
    TreeSet<EndpointIr> ready = new TreeSet<>(ORDER);
    for (EndpointSlice slice : slices) {
      // A slice of type FQDN names hosts, which Kubernetes itself no longer resolves.
      if (slice.getPorts() == null
          || slice.getEndpoints() == null
          || "FQDN".equals(slice.getAddressType())) {
        continue;
      }
      for (EndpointPort port : slice.getPorts()) {
        if (port.getPort() != null && portName.equals(orEmpty(port.getName()))) {
          slice.getEndpoints().stream()
              .filter(ReadyEndpoints::isReady)
              .forEach(
                  e -> e.getAddresses().forEach(a -> ready.add(new EndpointIr(a, port.getPort()))));
        }
      }
    }
    return List.copyOf(ready);
  }

  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getAddresses() != null
        && (endpoint.getConditions() == null
            || endpoint.getConditions().getReady() == null
            || endpoint.getConditions().getReady());
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
