package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.BackendAuth;
import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.api.v1alpha1.BackendTls;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr.PlaceIr;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.backend.AiSettings;
import dev.agentgateway.controlplane.translation.backend.BackendSettings;
import dev.agentgateway.controlplane.translation.backend.Credential;
import dev.agentgateway.controlplane.translation.reference.KeyedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads {@code spec.backend} of a policy or {@code spec.policies} of a backend. */
final class BackendSettingsReader {

  private final ObjectRef owner;
  private final String keySecret;
  private final KeyedData data;
  private final List<String> faults = new ArrayList<>();

  /**
   * @param owner the object that has the settings; what it refers to is in its namespace
   */
  BackendSettingsReader(ObjectRef owner, KeyedData data) {
    this(owner, "key", data);
  }

  /**
   * @param key what a key that is written in the owner is called among its secrets
   */
  BackendSettingsReader(ObjectRef owner, String key, KeyedData data) {
    this.owner = owner;
    this.keySecret =
        "secret/%s/%s.%s/%s".formatted(owner.namespace(), owner.kind(), owner.name(), key);
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
        AiSettings.of(policy.map(BackendPolicy::ai).orElse(null)),
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
    Optional<PlaceIr> place =
        Optional.ofNullable(location == null ? null : location.header())
            .map(
                header ->
                    new PlaceIr(header.name(), Objects.requireNonNullElse(header.prefix(), "")));
    String prefix = place.map(PlaceIr::prefix).orElse(Credential.BEARER.prefix());
    if (auth.passthrough() != null) {
      return Optional.of(new Credential.Passthrough(place));
    }
    if (auth.key() != null) {
      return Optional.of(
          new Credential.Stored(place, keySecret, withoutPrefix(auth.key(), prefix)));
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
            new Credential.Stored(
                place,
                "secret/%s/%s/%s".formatted(owner.namespace(), ref.name(), key),
                withoutPrefix(text, prefix)));
  }

  /** The credential alone: Secrets are often made from files and with the scheme in front. */
  private static String withoutPrefix(String credential, String prefix) {
    String stripped = credential.strip();
    return stripped.startsWith(prefix) ? stripped.substring(prefix.length()) : stripped;
  }
}
