package dev.agentgateway.controlplane.translation.reference;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Label selectors, as Kubernetes reads them. */
public final class Labels {

  private Labels() {}

  /** Whether an object is selected; a selector that is absent or empty takes everything. */
  public static boolean match(
      @Nullable LabelSelector selector, @Nullable Map<String, String> objectLabels) {
    if (selector == null) {
      return true;
    }
    Map<String, String> labels = Objects.requireNonNullElse(objectLabels, Map.of());
    Map<String, String> wanted = selector.getMatchLabels();
    if (wanted != null && !labels.entrySet().containsAll(wanted.entrySet())) {
      return false;
    }
    return selector.getMatchExpressions() == null
        || selector.getMatchExpressions().stream()
            .allMatch(requirement -> holds(requirement, labels));
  }

  private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
    String value = labels.get(requirement.getKey());
    return switch (requirement.getOperator()) {
      case "In" -> value != null && requirement.getValues().contains(value);
      case "NotIn" -> value == null || !requirement.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
