package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.BackendAuth;
import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.api.v1alpha1.BackendTls;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.backend.BackendSettings;
import dev.agentgateway.controlplane.translation.backend.Credential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code spec.backend} of a policy or {@code spec.policies} of a backend. */
final class BackendSettingsReader {

  private static final String BEARER = "Bearer ";

  private final ObjectRef owner;
  private final KeyedData data;
  private final List<String> faults = new ArrayList<>();

  /**
   * @param owner the object that has the settings; what it refers to is in its namespace
   */
  BackendSettingsReader(ObjectRef owner, KeyedData data) {
    this.owner = owner;
    this.data = data;
  }

  /**
   * The settings.
   *
   * @param guards paths of fields that guard traffic and are not built
   */
  BackendSettings read(Optional<BackendPolicy> policy, List<String> guards) {
    guards.forEach(path -> faults.add(path + " is not supported yet"));
    Optional<BackendSettings.Tls> tls = policy.map(BackendPolicy::tls).map(written -> tls(written));
    Optional<Credential> credential = policy.map(BackendPolicy::auth).flatMap(this::credential);
    return new BackendSettings(
        tls,
        credential,
        faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults)));
  }

  private BackendSettings.Tls tls(BackendTls tls) {
    if (tls.insecureSkipVerify() == BackendTls.InsecureSkipVerify.Hostname) {
      faults.add("tls.insecureSkipVerify Hostname is not supported yet (expected: All, or absent)");
    }
    Optional<String> ca =
        tls.caCertificateRefs().isEmpty()
            ? Optional.empty()
            : certificateAuthority(tls.caCertificateRefs().getFirst());
    return new BackendSettings.Tls(
        Optional.ofNullable(tls.sni()), ca, tls.insecureSkipVerify() == null, tls.alpnProtocols());
  }

  private Optional<String> certificateAuthority(BackendTls.CaCertificateRef ref) {
    Optional<String> pem =
        ref.kind().equals("Secret")
            ? data.secret(owner.namespace(), ref.name(), "ca.crt")
            : data.configMap(owner.namespace(), ref.name(), "ca.crt");
    if (pem.isEmpty()) {
      faults.add(
          "tls.caCertificateRefs: %s %s/%s with the key ca.crt not found"
              .formatted(ref.kind(), owner.namespace(), ref.name()));
    } else if (!pem.get().contains("-----BEGIN CERTIFICATE-----")) {
      faults.add(
          "tls.caCertificateRefs: ca.crt of %s %s/%s is not a PEM certificate"
              .formatted(ref.kind(), owner.namespace(), ref.name()));
    }
    return pem;
  }

  private Optional<Credential> credential(BackendAuth auth) {
    BackendAuth.Location location = auth.location();
    BackendAuth.Header header = location == null ? null : location.header();
    String name = header == null ? "authorization" : header.name();
    String prefix = header == null ? BEARER : Optional.ofNullable(header.prefix()).orElse("");
    if (auth.key() != null) {
      return Optional.of(
          new Credential(
              name,
              prefix,
              "secret/%s/%s.%s/key".formatted(owner.namespace(), owner.kind(), owner.name()),
              withoutPrefix(auth.key(), prefix)));
    }
    BackendAuth.SecretRef ref = auth.secretRef();
    if (ref == null) {
      return Optional.empty();
    }
    String key = Optional.ofNullable(ref.key()).orElse("Authorization");
    Optional<String> value = data.secret(owner.namespace(), ref.name(), key);
    if (value.isEmpty()) {
      faults.add(
          "auth.secretRef: Secret %s/%s with the key %s not found"
              .formatted(owner.namespace(), ref.name(), key));
    }
    return value.map(
        text ->
            new Credential(
                name,
                prefix,
                "secret/%s/%s/%s".formatted(owner.namespace(), ref.name(), key),
                withoutPrefix(text, prefix)));
  }

  /** The credential alone: Secrets are often made from files and with the scheme in front. */
  private static String withoutPrefix(String credential, String prefix) {
    String stripped = credential.strip();
    return stripped.startsWith(prefix) ? stripped.substring(prefix.length()) : stripped;
  }
}
