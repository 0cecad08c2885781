package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The configuration file of a Gateway's proxies, which its ConfigMap holds.
 *
 * @param drainDelaySeconds before the listening sockets of a stopped proxy close
 * @param drainTimeoutSeconds for requests in flight then
 * @param logFormat empty: the proxy's default
 * @param logLevel empty: the proxy's default
 * @param catalogues ConfigMaps with prices of models
 */
record ProxyConfig(
    long drainDelaySeconds,
    long drainTimeoutSeconds,
    String logFormat,
    String logLevel,
    List<Catalogue> catalogues) {

  static final String FILE = "config.yaml";

  static final ProxyConfig DEFAULT = new ProxyConfig(5, 30, "", "", List.of());

  /** Time that a proxy needs beside draining, in seconds. */
  private static final long AFTER_DRAIN_SECONDS = 10;

  private static final String DEFAULT_KEY = "catalog.json";

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .build());

  /** A file of prices in a ConfigMap. */
  record Catalogue(String configMap, String key) {}

  /** With what parameters say. */
  ProxyConfig with(JsonNode parameters) {
    JsonNode logging = parameters.path("logging");
    JsonNode shutdown = parameters.path("shutdown");
    boolean drains = shutdown.has("min") && shutdown.has("max");
    long min = shutdown.path("min").asLong();
    return new ProxyConfig(
        drains ? min : drainDelaySeconds,
        drains ? Math.max(1, shutdown.path("max").asLong() - min) : drainTimeoutSeconds,
        logging.path("format").asText(logFormat),
        logging.path("level").asText(logLevel),
        parameters.has("modelCatalog") ? catalogues(parameters.path("modelCatalog")) : catalogues);
  }

  private static List<Catalogue> catalogues(JsonNode modelCatalog) {
    List<Catalogue> catalogues = new ArrayList<>();
    for (JsonNode source : modelCatalog.path("sources")) {
      JsonNode configMap = source.path("configMap");
      if (configMap.has("name")) {
        catalogues.add(
            new Catalogue(
                configMap.path("name").asText(), configMap.path("key").asText(DEFAULT_KEY)));
      }
    }
    return catalogues;
  }

  long terminationGracePeriodSeconds() {
    return drainDelaySeconds + drainTimeoutSeconds + AFTER_DRAIN_SECONDS;
  }

  /** The file's text. */
  String yaml() {
    ObjectNode file = YAML.createObjectNode();
    file.put("drain-delay", drainDelaySeconds + "s");
    file.put("drain-timeout", drainTimeoutSeconds + "s");
    if (!logFormat.isEmpty()) {
      file.put("log-format", logFormat);
    }
    if (!logLevel.isEmpty()) {
      file.put("log-level", logLevel);
    }
    for (int i = 0; i < catalogues.size(); i++) {
      file.withArray("price-catalogue").add(directory(i) + "/" + catalogues.get(i).key());
    }
    try {
      return YAML.writeValueAsString(file);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What changes with the file: pods are replaced when it does. */
  String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(yaml().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Mounts the catalogues as directories, so that a proxy sees their changes. */
  void mountCatalogues(ObjectNode pods, ObjectNode container) {
    for (int i = 0; i < catalogues.size(); i++) {
      pods.withArray("volumes")
          .addObject()
          .put("name", "prices-" + i)
          .putObject("configMap")
          .put("name", catalogues.get(i).configMap());
      container
          .withArray("volumeMounts")
          .addObject()
          .put("name", "prices-" + i)
          .put("mountPath", directory(i))
          .put("readOnly", true);
    }
  }

  private static String directory(int index) {
    return "/etc/agentgateway-prices/" + index;
  }
}
