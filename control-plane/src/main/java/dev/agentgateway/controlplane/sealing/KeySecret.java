package dev.agentgateway.controlplane.sealing;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes Secret that all replicas share. Of two that change it at once, one finds the other's
 * change and starts from there, so that both tell the same keys.
 */
final class KeySecret implements KeyStorage {

  static final String NAME = "agentgateway-sealing-keys";

  private static final String ENTRY = "keys.json";
  private static final int ATTEMPTS = 5;

  private final KubernetesClient client;
  private final String namespace;

  KeySecret(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public KeyRing update(String gateway, UnaryOperator<KeyRing> change) throws IOException {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Secret kept = client.secrets().inNamespace(namespace).withName(NAME).get();
        Map<String, KeyRing> rings = rings(kept);
        KeyRing before = rings.getOrDefault(gateway, KeyRing.EMPTY);
        KeyRing after = change.apply(before);
        if (after.equals(before)) {
          return before;
        }
        rings.put(gateway, after);
        if (write(kept, rings)) {
          return after;
        }
      }
    } catch (KubernetesClientException e) {
      throw new IOException("Secret " + namespace + "/" + NAME + ": " + e.getMessage(), e);
    }
    throw new IOException("Secret " + namespace + "/" + NAME + " is changed all the time");
  }

  private Map<String, KeyRing> rings(@Nullable Secret kept) throws IOException {
    String content = kept == null || kept.getData() == null ? null : kept.getData().get(ENTRY);
    return content == null
        ? new TreeMap<>()
        : KeyJson.read(
            "Secret " + namespace + "/" + NAME + " holds no keys",
            Base64.getDecoder().decode(content.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Returns whether nobody else changed it meanwhile. */
  private boolean write(@Nullable Secret kept, Map<String, KeyRing> rings) throws IOException {
    String content = Base64.getEncoder().encodeToString(KeyJson.write(rings));
    Secret changed =
        (kept == null ? new SecretBuilder() : new SecretBuilder(kept))
            .editOrNewMetadata()
            .withName(NAME)
            .withNamespace(namespace)
            .endMetadata()
            .addToData(ENTRY, content)
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
