package dev.agentgateway.controlplane.trust;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes Secret that all replicas share: made, and renewed, by the first that finds it due.
 * Of two that change it at once, one finds the other's change and starts from there.
 */
final class SharedCertificates implements CertificateSource {

  static final String NAME = "agentgateway-xds-tls";

  private static final String AUTHORITIES = "ca.crt";
  private static final String AUTHORITY_KEYS = "ca.key";
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final int ATTEMPTS = 5;

  private final KubernetesClient client;
  private final String namespace;
  private final List<String> names;
  private final Clock clock;

  /**
   * @param names DNS names of the control plane
   */
  SharedCertificates(
      KubernetesClient client, String namespace, Collection<String> names, Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.names = List.copyOf(names);
    this.clock = clock;
  }

  @Override
  public ServingCertificates current() throws IOException {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Secret kept = client.secrets().inNamespace(namespace).withName(NAME).get();
        TrustRing before = ring(kept);
        TrustRing after = before.at(clock.instant(), names);
        if (after.equals(before) || write(kept, after)) {
          return new ServingCertificates(after.serving().orElseThrow(), after.bundle());
        }
      }
    } catch (KubernetesClientException e) {
      throw new IOException("Secret " + namespace + "/" + NAME + ": " + e.getMessage(), e);
    }
    throw new IOException("Secret " + namespace + "/" + NAME + " is changed all the time");
  }

  private TrustRing ring(@Nullable Secret kept) throws IOException {
    if (kept == null) {
      return TrustRing.EMPTY;
    }
    Map<String, String> data = Objects.requireNonNullElse(kept.getData(), Map.of());
    try {
      List<X509Certificate> certificates = Pem.certificates(text(data, AUTHORITIES));
      List<PrivateKey> keys = Pem.keys(text(data, AUTHORITY_KEYS));
      if (certificates.size() != keys.size()) {
        throw new IOException(
            "%d certificates in %s, %d keys in %s"
                .formatted(certificates.size(), AUTHORITIES, keys.size(), AUTHORITY_KEYS));
      }
      List<Authority> authorities = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        authorities.add(new Authority(new Identity(keys.get(i), List.of(certificates.get(i)))));
      }
      Identity serving = Identity.read(text(data, CERTIFICATE), text(data, KEY));
      return new TrustRing(authorities, Optional.of(serving));
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "Secret %s/%s is not as it was written: %s (deleted, it is made anew)"
              .formatted(namespace, NAME, e.getMessage()),
          e);
    }
  }

  private static String text(Map<String, String> data, String entry) {
    return new String(
        Base64.getDecoder()
            .decode(data.getOrDefault(entry, "").getBytes(StandardCharsets.US_ASCII)),
        StandardCharsets.US_ASCII);
  }

  /** Returns whether nobody else changed it meanwhile. */
  private boolean write(@Nullable Secret kept, TrustRing ring) {
    Identity serving = ring.serving().orElseThrow();
    Secret changed =
        (kept == null ? new SecretBuilder() : new SecretBuilder(kept))
            .editOrNewMetadata()
            .withName(NAME)
            .withNamespace(namespace)
            .endMetadata()
            .withData(Map.of())
            .addToStringData(AUTHORITIES, ring.bundle())
            .addToStringData(
                AUTHORITY_KEYS,
                ring.authorities().stream()
                    .map(authority -> Pem.of(authority.identity().key()))
                    .collect(Collectors.joining()))
            .addToStringData(CERTIFICATE, Pem.ofCertificates(serving.chain()))
            .addToStringData(KEY, Pem.of(serving.key()))
            .build();
    try {
      if (kept == null) {
        client.resource(changed).create();
      } else {
        // Names the version that it was made from, as it was read.
        client.resource(changed).update();
      }
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }
}
