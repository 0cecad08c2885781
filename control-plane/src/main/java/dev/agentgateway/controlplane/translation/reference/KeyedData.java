package dev.agentgateway.controlplane.translation.reference;

import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Texts in Secrets and ConfigMaps of a state. */
public record KeyedData(DesiredState state) {

  /** An entry of a Secret, empty where there is no such entry or it is not base64. */
  public Optional<String> secret(String namespace, String name, String key) {
    Optional<Secret> secret = state.secret(namespace, name);
    Optional<String> plain = secret.map(Secret::getStringData).map(data -> data.get(key));
    return plain.or(
        () -> secret.map(Secret::getData).map(data -> data.get(key)).flatMap(KeyedData::decode));
  }

  /** An entry of a ConfigMap. */
  public Optional<String> configMap(String namespace, String name, String key) {
    return state.configMap(namespace, name).map(ConfigMap::getData).map(data -> data.get(key));
  }

  private static Optional<String> decode(String base64) {
    try {
      byte[] value = Base64.getMimeDecoder().decode(base64);
      return Optional.of(new String(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
