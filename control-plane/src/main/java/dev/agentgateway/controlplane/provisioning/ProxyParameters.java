package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What the AgentgatewayParameters of a Gateway say: those of its class first, then its own.
 *
 * @param specs in the order in which they are laid over one another
 */
record ProxyParameters(List<JsonNode> specs) {

  /** Fields that are laid over a kind of object as they are. */
  private static final Map<String, String> OVERLAYS =
      Map.of(
          "ServiceAccount", "serviceAccount",
          "Deployment", "deployment",
          "DaemonSet", "daemonSet",
          "Service", "service",
          "HorizontalPodAutoscaler", "horizontalPodAutoscaler",
          "PodDisruptionBudget", "podDisruptionBudget");

  /** Whether a Gateway with these is given an object of a kind. */
  boolean askFor(String kind) {
    return switch (kind) {
      case "Deployment" -> !daemonSet();
      case "DaemonSet" -> daemonSet();
      // A DaemonSet has as many pods as there are nodes.
      case "HorizontalPodAutoscaler" -> !daemonSet() && any(overlay(kind));
      case "PodDisruptionBudget" -> any(overlay(kind));
      default -> true;
    };
  }

  private static String overlay(String kind) {
    return OVERLAYS.getOrDefault(kind, "");
  }

  private boolean any(String field) {
    return specs.stream().anyMatch(each -> each.has(field));
  }

  private boolean daemonSet() {
    String kind = "";
    for (JsonNode each : specs) {
      kind = each.at("/workload/kind").asText(kind);
    }
    return kind.equals("DaemonSet");
  }

  ProxyConfig config() {
    ProxyConfig config = ProxyConfig.DEFAULT;
    for (JsonNode each : specs) {
      config = config.with(each);
    }
    return config;
  }

  /** The base image with the parts that parameters name. */
  String image(String base) {
    String image = base;
    for (JsonNode each : specs) {
      image = image(image, each.path("image"));
    }
    return image;
  }

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

  /** Fields with a meaning of their own, on the pods. */
  void applyTo(ObjectNode pods, ObjectNode container) {
    for (JsonNode each : specs) {
      if (each.has("resources")) {
        container.set("resources", each.get("resources").deepCopy());
      }
      if (each.has("env")) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("env", each.get("env"));
        StrategicMerge.apply(container, patch);
      }
      if (each.path("image").has("pullPolicy")) {
        container.set("imagePullPolicy", each.at("/image/pullPolicy"));
      }
    }
    ProxyConfig config = config();
    config.mountCatalogues(pods, container);
    pods.put("terminationGracePeriodSeconds", config.terminationGracePeriodSeconds());
  }

  /** Lays what parameters hold for a kind over an object. */
  void overlay(ObjectNode object) {
    String field = OVERLAYS.get(object.path("kind").asText());
    if (field == null) {
      return;
    }
    for (JsonNode each : specs) {
      for (String part : new String[] {"metadata", "spec"}) {
        if (each.path(field).path(part) instanceof ObjectNode patch) {
          StrategicMerge.apply(object.withObject("/" + part), patch);
        }
      }
    }
  }
}
