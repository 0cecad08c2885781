package dev.agentgateway.controlplane.translation.policy;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code targetRefs} or {@code targetSelectors} entry.
 *
 * @param name of the target; empty: every object of the kind whose labels match
 * @param labels that a target needs where there is no name
 */
record PolicyTarget(
    Kind kind,
    String kindText,
    Optional<String> name,
    Map<String, String> labels,
    Optional<String> sectionName,
    Optional<Integer> port) {

  PolicyTarget {
    labels = Map.copyOf(labels);
  }

  /** Whether it means an object of its kind in the policy's namespace. */
  boolean selects(String objectName, @Nullable Map<String, String> objectLabels) {
    return name.map(objectName::equals)
        .orElseGet(
            () ->
                Objects.requireNonNullElse(objectLabels, Map.<String, String>of())
                    .entrySet()
                    .containsAll(labels.entrySet()));
  }

  /** Kinds of targets. */
  enum Kind {
    GATEWAY,
    HTTP_ROUTE,
    SERVICE,
    BACKEND,
    /** Kinds that are not built. */
    OTHER;

    static Kind of(String group, String kind) {
      return switch (group + "/" + kind) {
        case "gateway.networking.k8s.io/Gateway" -> GATEWAY;
        case "gateway.networking.k8s.io/HTTPRoute" -> HTTP_ROUTE;
        case "/Service" -> SERVICE;
        case "agentgateway.dev/AgentgatewayBackend" -> BACKEND;
        default -> OTHER;
      };
    }
  }
}
