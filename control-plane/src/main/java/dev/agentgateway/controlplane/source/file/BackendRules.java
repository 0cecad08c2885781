package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Rules of AgentgatewayBackends, and of policies of them. */
final class BackendRules {

  private static final int MAX_ALIASES = 64;

  /** Versions of Azure's API that name the deployment in the request. */
  private static final Set<String> WITHOUT_DEPLOYMENT = Set.of("", "v1", "preview");

  private BackendRules() {}

  static void llmProvider(JsonNode provider, BiConsumer<String, String> problem) {
    boolean address = provider.has("host");
    if (address != provider.has("port")) {
      problem.accept("", "sets one of host and port (expected: both or none)");
    }
    JsonNode custom = provider.path("custom");
    if (provider.has("custom") && custom.has("backendRef") == address) {
      problem.accept(
          "custom",
          "with "
              + (address ? "backendRef and host" : "no address")
              + " (expected: backendRef, or host and port)");
    }
    boolean formatPath = false;
    for (JsonNode format : custom.path("formats")) {
      formatPath |= format.has("path");
    }
    List<Boolean> paths = List.of(provider.has("path"), provider.has("pathPrefix"), formatPath);
    if (paths.stream().filter(each -> each).count() > 1) {
      problem.accept(
          "", "sets two of path, pathPrefix and a format's path (expected: one of them)");
    }
    if (provider.has("pathPrefix") && !address) {
      problem.accept("pathPrefix", "without host (expected: host and port)");
    }
  }

  static void azureOpenAi(JsonNode azure, BiConsumer<String, String> problem) {
    String version = azure.path("apiVersion").asText();
    if (!azure.has("deploymentName") && !WITHOUT_DEPLOYMENT.contains(version)) {
      problem.accept(
          "deploymentName", "missing with apiVersion " + version + " (expected: a name)");
    }
  }

  static void customTarget(JsonNode ref, BiConsumer<String, String> problem) {
    String kind = ref.path("group").asText() + "/" + ref.path("kind").asText();
    if (!kind.equals("/Service") && !kind.equals("inference.networking.k8s.io/InferencePool")) {
      problem.accept("kind", kind + " (expected: Service or InferencePool)");
    }
  }

  static void absolutePath(JsonNode format, BiConsumer<String, String> problem) {
    String path = format.path("path").asText();
    if (!path.isEmpty() && !path.startsWith("/")) {
      problem.accept("path", "\"" + path + "\" (expected: to start with /)");
    }
  }

  static void mcpServer(JsonNode server, BiConsumer<String, String> problem) {
    if (server.has("backendRef") && server.has("policies")) {
      problem.accept("policies", "with backendRef (expected: a policy for the Service)");
    }
  }

  static void modelAliases(JsonNode aliases, BiConsumer<String, String> problem) {
    if (aliases.size() > MAX_ALIASES) {
      problem.accept("", aliases.size() + " entries (expected: at most " + MAX_ALIASES + ")");
    }
  }

  static void policiesOfItsKind(JsonNode spec, BiConsumer<String, String> problem) {
    for (String kind : List.of("ai", "mcp")) {
      if (spec.path("policies").has(kind) && !spec.has(kind)) {
        problem.accept(
            "policies." + kind, "of another kind of backend (expected: spec." + kind + ")");
      }
    }
  }
}
