package dev.agentgateway.controlplane.translation.reference;

import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrantFrom;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrantTo;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every ReferenceGrant, as one question.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/api-types/referencegrant/">ReferenceGrant</a>
 */
public final class Grants {

  private final Set<Permission> permissions;

  private Grants(Set<Permission> permissions) {
    this.permissions = permissions;
  }

  /** What the grants permit together. */
  public static Grants of(Collection<ReferenceGrant> grants) {
    Set<Permission> permissions = new HashSet<>();
    for (ReferenceGrant grant : grants) {
      if (grant.getSpec() == null) {
        continue;
      }
      String namespace = grant.getMetadata().getNamespace();
      for (ReferenceGrantFrom from : grant.getSpec().getFrom()) {
        Referrer referrer =
            new Referrer(orEmpty(from.getGroup()), from.getKind(), from.getNamespace());
        for (ReferenceGrantTo to : grant.getSpec().getTo()) {
          permissions.add(
              new Permission(
                  referrer,
                  namespace,
                  orEmpty(to.getGroup()),
                  to.getKind(),
                  orEmpty(to.getName())));
        }
      }
    }
    return new Grants(permissions);
  }

  /** Whether the reference stays in its namespace or a grant in the target's permits it. */
  public boolean permit(
      Referrer from, String toGroup, String toKind, String toNamespace, String toName) {
    return from.namespace().equals(toNamespace)
        || permissions.contains(new Permission(from, toNamespace, toGroup, toKind, toName))
        || permissions.contains(new Permission(from, toNamespace, toGroup, toKind, ""));
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  /** An empty name: every object of the kind. */
  private record Permission(
      Referrer from, String namespace, String group, String kind, String name) {}
}
