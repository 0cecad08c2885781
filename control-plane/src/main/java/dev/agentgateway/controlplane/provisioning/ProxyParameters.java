package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Lays the spec of an AgentgatewayParameters over the objects of a Gateway. */
final class ProxyParameters {

  /** Time that a proxy needs beside draining, in seconds. */
  private static final long AFTER_DRAIN_SECONDS = 10;

  /** Fields that are laid over a kind of object as they are. */
  private static final Map<String, String> OVERLAYS =
      Map.of(
          "ServiceAccount", "serviceAccount",
          "Deployment", "deployment",
          "Service", "service",
          "HorizontalPodAutoscaler", "horizontalPodAutoscaler",
          "PodDisruptionBudget", "podDisruptionBudget");

  private ProxyParameters() {}

  static void apply(ObjectNode object, JsonNode parameters) {
    String kind = object.path("kind").asText();
    if (kind.equals("Deployment")) {
      pods((ObjectNode) object.at("/spec/template/spec"), parameters);
    }
    JsonNode overlay = parameters.path(OVERLAYS.get(kind));
    for (String part : new String[] {"metadata", "spec"}) {
      if (overlay.path(part) instanceof ObjectNode patch) {
        StrategicMerge.apply(object.withObject("/" + part), patch);
      }
    }
  }

  /** The base image with the parts that parameters name. */
  static String image(String base, JsonNode image) {
    if (image.isMissingNode()) {
      return base;
    }
    int slash = base.lastIndexOf('/');
    int colon = base.indexOf(':', slash + 1);
    int at = base.indexOf('@', slash + 1);
    int end = at >= 0 ? at : colon >= 0 ? colon : base.length();
    int firstSlash = base.indexOf('/');
    String registry = firstSlash < 0 ? "" : base.substring(0, firstSlash);
    String repository = base.substring(firstSlash + 1, end);
    registry = image.path("registry").asText(registry);
    repository = image.path("repository").asText(repository);
    String version = base.substring(end);
    if (image.has("tag")) {
      version = ":" + image.path("tag").asText();
    }
    if (image.has("digest")) {
      version = "@" + image.path("digest").asText();
    }
    return (registry.isEmpty() ? "" : registry + "/") + repository + version;
  }

  private static void pods(ObjectNode pods, JsonNode parameters) {
    ObjectNode container = (ObjectNode) pods.at("/containers/0");
    if (parameters.has("resources")) {
      container.set("resources", parameters.get("resources").deepCopy());
    }
    if (parameters.has("env")) {
      ObjectNode patch = container.objectNode();
      patch.set("env", parameters.get("env"));
      StrategicMerge.apply(container, patch);
    }
    if (parameters.path("image").has("pullPolicy")) {
      container.set("imagePullPolicy", parameters.at("/image/pullPolicy"));
    }
    JsonNode logging = parameters.path("logging");
    if (logging.has("format")) {
      container.withArray("args").add("--log-format=" + logging.path("format").asText());
    }
    if (logging.has("level")) {
      container.withArray("args").add("--log-level=" + logging.path("level").asText());
    }
    JsonNode shutdown = parameters.path("shutdown");
    if (shutdown.has("min") && shutdown.has("max")) {
      long min = shutdown.path("min").asLong();
      long max = shutdown.path("max").asLong();
      container
          .withArray("args")
          .add("--drain-delay=" + min + "s")
          .add("--drain-timeout=" + Math.max(1, max - min) + "s");
      pods.put("terminationGracePeriodSeconds", max + AFTER_DRAIN_SECONDS);
    }
  }
}
