package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a Gateway's proxies need to know the control plane and to be known by it: a ConfigMap with
 * the certificates that they verify it by, and beside these, in a projected volume, a token of
 * their ServiceAccount.
 */
public final class ProxyTrust {

  /** Proxies that speak in plain text and show no token. */
  public static final ProxyTrust NONE = new ProxyTrust(Optional::empty, false);

  /** Audience of the token. */
  static final String AUDIENCE = "agentgateway-xds";

  private static final String VOLUME = "xds";
  private static final String DIRECTORY = "/var/run/secrets/agentgateway/xds";
  private static final String CA = "ca.crt";
  private static final String TOKEN = "token";
  private static final int TOKEN_SECONDS = 3600;

  private final Supplier<Optional<String>> authorities;
  private final boolean on;

  private ProxyTrust(Supplier<Optional<String>> authorities, boolean on) {
    this.authorities = authorities;
    this.on = on;
  }

  /**
   * Proxies that speak TLS and show a token.
   *
   * @param authorities PEM certificates that the control plane is verified by; empty: not known yet
   */
  public static ProxyTrust of(Supplier<Optional<String>> authorities) {
    return new ProxyTrust(authorities, true);
  }

  /** What proxies verify by now; empty: not known yet, or not needed. */
  Optional<String> authorities() {
    return authorities.get();
  }

  /**
   * Adds what proxies verify by to the Gateway's ConfigMap, and volume, mount and flags to an
   * object that has pods.
   */
  void addTo(ObjectNode object, String name) {
    if (!on) {
      return;
    }
    switch (object.path("kind").asText()) {
      case "ConfigMap" -> authorities().ifPresent(pem -> object.withObject("/data").put(CA, pem));
      case "Deployment", "DaemonSet" -> mount(object, name);
      default -> {}
    }
  }

  private static void mount(ObjectNode object, String name) {
    ObjectNode pods = (ObjectNode) object.at("/spec/template/spec");
    ObjectNode container = (ObjectNode) pods.at("/containers/0");
    container
        .withArray("args")
        .add("--xds-ca=" + DIRECTORY + "/" + CA)
        .add("--xds-token-file=" + DIRECTORY + "/" + TOKEN);
    container
        .withArray("volumeMounts")
        .addObject()
        .put("name", VOLUME)
        .put("mountPath", DIRECTORY)
        .put("readOnly", true);
    ArrayNode sources =
        pods.withArray("volumes")
            .addObject()
            .put("name", VOLUME)
            .putObject("projected")
            .putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("audience", AUDIENCE)
        .put("expirationSeconds", TOKEN_SECONDS)
        .put("path", TOKEN);
    ObjectNode map = sources.addObject().putObject("configMap").put("name", name);
    map.putArray("items").addObject().put("key", CA).put("path", CA);
  }
}
