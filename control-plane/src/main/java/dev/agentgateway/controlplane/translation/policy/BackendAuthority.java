package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.translation.reference.KeyedData;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicyValidation;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalObjectReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom a BackendTLSPolicy trusts.
 *
 * @param pem certificates; empty: the system's trust
 * @param refusal why nothing may be sent to the backend; empty: it may
 * @param refusalReason reason of {@code Accepted=False}
 * @param unresolved references that lead nowhere; some others may be good
 * @param unresolvedReason reason of {@code ResolvedRefs=False}
 */
record BackendAuthority(
    Optional<String> pem,
    Optional<String> refusal,
    String refusalReason,
    Optional<String> unresolved,
    String unresolvedReason) {

  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final String MISSING = "InvalidCACertificateRef";

  static BackendAuthority of(BackendTLSPolicy policy, KeyedData data) {
    BackendTLSPolicyValidation validation = policy.getSpec().getValidation();
    List<String> good = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    boolean badKind = false;
    for (LocalObjectReference ref : list(validation.getCaCertificateRefs())) {
      String namespace = policy.getMetadata().getNamespace();
      boolean isConfigMap =
          "ConfigMap".equals(ref.getKind())
              && Objects.requireNonNullElse(ref.getGroup(), "").isEmpty();
      Optional<String> found =
          isConfigMap
              ? data.configMap(namespace, ref.getName(), "ca.crt")
                  .filter(pem -> pem.contains(CERTIFICATE))
              : Optional.empty();
      badKind |= !isConfigMap;
      found.ifPresentOrElse(
          good::add,
          () ->
              bad.add(
                  "caCertificateRefs: %s %s/%s (expected: a ConfigMap with a PEM certificate in ca.crt)"
                      .formatted(ref.getKind(), namespace, ref.getName())));
    }
    Optional<String> unresolved =
        bad.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", bad));
    String unresolvedReason = badKind ? "InvalidKind" : MISSING;
    Optional<String> pem = good.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", good));
    if (!list(validation.getSubjectAltNames()).isEmpty()) {
      return new BackendAuthority(
          pem,
          Optional.of("validation.subjectAltNames is not supported yet"),
          "Invalid",
          unresolved,
          unresolvedReason);
    }
    boolean system = "System".equals(validation.getWellKnownCACertificates());
    Optional<String> refusal =
        pem.isPresent() || (system && bad.isEmpty())
            ? Optional.empty()
            : Optional.of(
                unresolved.orElse(
                    "wellKnownCACertificates: %s (expected: System)"
                        .formatted(validation.getWellKnownCACertificates())));
    return new BackendAuthority(pem, refusal, "NoValidCACertificate", unresolved, unresolvedReason);
  }

  private static <T> List<T> list(List<T> written) {
    return Objects.requireNonNullElse(written, List.of());
  }
}
