package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The rules of {@code schemas.yaml} that take code. */
final class SchemaRules {

  /** Checks a value whose types and fields are right. */
  @FunctionalInterface
  interface Rule {
    /**
     * Reports what is wrong with a value; may fill in a default.
     *
     * @param problem takes the path below the value, empty for the value itself, and the reason
     */
    void check(JsonNode value, BiConsumer<String, String> problem);
  }

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          Map.entry("absolutePath", BackendRules::absolutePath),
          Map.entry("address", GatewayRules::address),
          Map.entry("azureOpenAi", BackendRules::azureOpenAi),
          Map.entry("backendAuth", SchemaRules::backendAuth),
          Map.entry("backendTls", SchemaRules::backendTls),
          Map.entry("collectorPath", SchemaRules::collectorPath),
          Map.entry("customTarget", BackendRules::customTarget),
          Map.entry("llmProvider", BackendRules::llmProvider),
          Map.entry("mcpServer", BackendRules::mcpServer),
          Map.entry("modelAliases", BackendRules::modelAliases),
          Map.entry("policiesOfItsKind", BackendRules::policiesOfItsKind),
          Map.entry("customCredential", SchemaRules::customCredential),
          Map.entry("filterOfItsType", RouteRules::filterOfItsType),
          Map.entry("filtersOnce", RouteRules::filtersOnce),
          Map.entry("listener", GatewayRules::listener),
          Map.entry("listenersDistinct", GatewayRules::listenersDistinct),
          Map.entry("matchesInAll", RouteRules::matchesInAll),
          Map.entry("overlaysOfTheWorkload", ParametersRules::overlaysOfTheWorkload),
          Map.entry("parentsDistinct", RouteRules::parentsDistinct),
          Map.entry("pathMatch", RouteRules::pathMatch),
          Map.entry("pathModifier", RouteRules::pathModifier),
          Map.entry("policyTargets", SchemaRules::policyTargets),
          Map.entry("routeRule", RouteRules::routeRule),
          Map.entry("servicePort", SchemaRules::servicePort),
          Map.entry("shutdownOrder", ParametersRules::shutdownOrder),
          Map.entry("staticBackend", SchemaRules::staticBackend),
          Map.entry("targetPort", SchemaRules::targetPort),
          Map.entry("timeouts", RouteRules::timeouts));

  private static final Set<String> POLICY_TARGETS =
      Set.of(
          "gateway.networking.k8s.io/Gateway",
          "gateway.networking.k8s.io/HTTPRoute",
          "gateway.networking.k8s.io/GRPCRoute",
          "gateway.networking.k8s.io/ListenerSet",
          "/Service",
          "agentgateway.dev/AgentgatewayBackend",
          "inference.networking.k8s.io/InferencePool");

  private SchemaRules() {}

  static Rule named(String name) {
    Rule rule = RULES.get(name);
    if (rule == null) {
      throw new IllegalStateException("schema rule " + name + " is missing");
    }
    return rule;
  }

  /** Rules of objects that have no spec, by kind. */
  static void objectRules(String kind, ObjectNode object, BiConsumer<String, String> problem) {
    if (kind.equals("Secret")) {
      secret(object, problem);
    }
  }

  /** {@code stringData} is written into {@code data}, whose values must be Base64. */
  private static void secret(ObjectNode object, BiConsumer<String, String> problem) {
    for (Map.Entry<String, JsonNode> entry : object.path("data").properties()) {
      try {
        byte[] _ = Base64.getDecoder().decode(entry.getValue().asText());
      } catch (IllegalArgumentException e) {
        problem.accept("data." + entry.getKey(), "not Base64 (expected: Base64, or stringData)");
      }
    }
    JsonNode plain = object.remove("stringData");
    if (plain == null || plain.isNull()) {
      return;
    }
    ObjectNode data = object.withObject("/data");
    for (Map.Entry<String, JsonNode> entry : plain.properties()) {
      if (entry.getValue().isTextual()) {
        byte[] bytes = entry.getValue().textValue().getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      } else {
        problem.accept(
            "stringData." + entry.getKey(), "not a string (expected: a string, in quotes)");
      }
    }
  }

  private static void servicePort(JsonNode ref, BiConsumer<String, String> problem) {
    if (ref.path("group").asText().isEmpty()
        && ref.path("kind").asText().equals("Service")
        && !ref.has("port")) {
      problem.accept("port", "missing (expected: the port of the Service)");
    }
  }

  /** {@code targetPort} of a Service's port is the port itself by default. */
  private static void targetPort(JsonNode port, BiConsumer<String, String> problem) {
    if (port instanceof ObjectNode object && !object.has("targetPort")) {
      object.set("targetPort", object.path("port"));
    }
  }

  private static void staticBackend(JsonNode host, BiConsumer<String, String> problem) {
    if (host.has("unixPath")) {
      if (host.has("host") || host.has("port")) {
        problem.accept("", "sets unixPath and host or port (expected: unixPath, or host and port)");
      }
    } else if (!host.has("host") || !host.has("port")) {
      problem.accept("", "sets no host or no port (expected: both)");
    }
  }

  private static void collectorPath(JsonNode tracing, BiConsumer<String, String> problem) {
    boolean http = tracing.path("protocol").asText().equals("HTTP");
    String path = tracing.path("path").asText();
    if (!path.isEmpty() && !http) {
      problem.accept("path", "\"" + path + "\" with protocol GRPC (expected: protocol HTTP)");
    }
    if (!path.isEmpty() && !path.startsWith("/")) {
      problem.accept("path", "\"" + path + "\" (expected: to start with /)");
    }
    String url = tracing.path("url").asText();
    int pathStart = url.indexOf('/', url.indexOf("://") + 3);
    if (!url.isEmpty() && pathStart > 0 && !http) {
      problem.accept(
          "url", "\"" + url + "\" has a path and the protocol is GRPC (expected: protocol HTTP)");
    }
  }

  private static void customCredential(JsonNode ref, BiConsumer<String, String> problem) {
    if (ref.path("group").asText().isEmpty() != ref.path("kind").asText().isEmpty()) {
      problem.accept("", "sets one of group and kind (expected: both or none)");
    }
  }

  private static void backendTls(JsonNode tls, BiConsumer<String, String> problem) {
    String skip = tls.path("insecureSkipVerify").asText();
    if (skip.equals("All") && tls.has("caCertificateRefs")) {
      problem.accept("insecureSkipVerify", "All with caCertificateRefs (expected: one of them)");
    }
    if (tls.path("certificateSource").asText().equals("SPIFFE")
        && (tls.has("mtlsCertificateRef") || tls.has("caCertificateRefs") || !skip.isEmpty())) {
      problem.accept(
          "certificateSource",
          "SPIFFE with mtlsCertificateRef, caCertificateRefs or insecureSkipVerify (expected: SPIFFE alone)");
    }
  }

  private static void backendAuth(JsonNode auth, BiConsumer<String, String> problem) {
    if (auth.has("location")
        && !auth.has("key")
        && !auth.has("secretRef")
        && !auth.has("passthrough")) {
      problem.accept("location", "without a credential (expected: key, secretRef or passthrough)");
    }
  }

  private static void policyTargets(JsonNode spec, BiConsumer<String, String> problem) {
    for (String field : List.of("targetRefs", "targetSelectors")) {
      JsonNode targets = spec.path(field);
      for (int i = 0; i < targets.size(); i++) {
        String target = target(targets.get(i));
        if (!POLICY_TARGETS.contains(target)) {
          problem.accept(
              field + "[" + i + "]",
              "kind " + target + " (expected: one of " + new TreeSet<>(POLICY_TARGETS) + ")");
        } else if (!target.equals(target(targets.get(0)))) {
          problem.accept(
              field + "[" + i + "]",
              "kind " + target + " beside " + target(targets.get(0)) + " (expected: one kind)");
        } else if (spec.has("frontend") && !target.endsWith("/Gateway")) {
          problem.accept(
              field + "[" + i + "]",
              "kind " + target + " of a frontend policy (expected: Gateway)");
        } else if (target.equals("/Service")) {
          for (String kind : List.of("ai", "mcp")) {
            if (spec.path("backend").has(kind)) {
              problem.accept(
                  field + "[" + i + "]",
                  "kind /Service of a backend." + kind + " policy (expected: another kind)");
            }
          }
        }
      }
    }
    if (spec.path("strategy").has("inheritance") && !spec.has("traffic")) {
      problem.accept("strategy.inheritance", "without traffic (expected: a traffic policy)");
    }
  }

  private static String target(JsonNode ref) {
    return ref.path("group").asText() + "/" + ref.path("kind").asText();
  }
}
