package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Status of a policy, in the shape that Gateway API gives it.
 *
 * @param ancestors one per object that the policy reaches, at most 16
 */
public record PolicyStatus(List<Ancestor> ancestors) {

  public PolicyStatus {
    ancestors = Absent.toEmpty(ancestors);
  }

  /** What one controller says about one ancestor. */
  public record Ancestor(
      AncestorRef ancestorRef, String controllerName, List<Condition> conditions) {
    public Ancestor {
      conditions = Absent.toEmpty(conditions);
    }
  }

  /**
   * An object that the policy reaches.
   *
   * @param group default {@code gateway.networking.k8s.io}
   * @param kind default {@code Gateway}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AncestorRef(
      String group,
      String kind,
      @Nullable String namespace,
      String name,
      @Nullable String sectionName,
      @Nullable Integer port) {
    public AncestorRef {
      group = Absent.to(group, "gateway.networking.k8s.io");
      kind = Absent.to(kind, "Gateway");
    }
  }
}
