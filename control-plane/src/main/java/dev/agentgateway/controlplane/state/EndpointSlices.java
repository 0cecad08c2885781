package dev.agentgateway.controlplane.state;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Endpoint slices by the Service that they belong to. */
final class EndpointSlices {

  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  private EndpointSlices() {}

  /** Keys are NAMESPACE/NAME of the Service. */
  static Map<String, List<EndpointSlice>> byService(List<EndpointSlice> slices) {
    Map<String, List<EndpointSlice>> byService = new HashMap<>();
    for (EndpointSlice slice : slices) {
      Map<String, String> labels = slice.getMetadata().getLabels();
      String service = labels == null ? null : labels.get(SERVICE_LABEL);
      if (service != null) {
        byService
            .computeIfAbsent(
                slice.getMetadata().getNamespace() + "/" + service, key -> new ArrayList<>())
            .add(slice);
      }
    }
    byService.replaceAll((service, found) -> List.copyOf(found));
    return Map.copyOf(byService);
  }
}
