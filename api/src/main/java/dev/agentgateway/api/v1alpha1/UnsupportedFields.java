package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an object sets and this version has not built.
 *
 * <p>A field is listed at the depth at which it is known: every field of {@code spec.traffic},
 * every unbuilt one of {@code spec.frontend} and {@code spec.backend}.
 */
final class UnsupportedFields {

  /**
   * Paths that guard no traffic. Everything else counts as a guard: authentication, authorization,
   * rate limits, guardrails, TLS towards backends, replies in place of a backend, and what a newer
   * version may have added. {@code frontend.tls} is about listeners that are not served.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "spec.strategy",
          "spec.traffic.buffer",
          "spec.traffic.cors",
          "spec.traffic.delay",
          "spec.traffic.headerModifiers",
          "spec.traffic.hostRewrite",
          "spec.traffic.phase",
          "spec.traffic.retry",
          "spec.traffic.timeouts",
          "spec.traffic.transformation",
          "spec.frontend.accessLog",
          "spec.frontend.connect",
          "spec.frontend.http",
          "spec.frontend.metrics",
          "spec.frontend.tcp",
          "spec.frontend.tls",
          "spec.backend.ai.defaults",
          "spec.backend.ai.finalTransformations",
          "spec.backend.ai.modelAliases",
          "spec.backend.ai.overrides",
          "spec.backend.ai.prompt",
          "spec.backend.ai.promptCaching",
          "spec.backend.ai.routes",
          "spec.backend.ai.transformations",
          "spec.backend.health",
          "spec.backend.http",
          "spec.backend.tcp",
          "spec.backend.transformation");

  private final List<UnsupportedField> found = new ArrayList<>();

  private UnsupportedFields() {}

  static List<UnsupportedField> of(AgentgatewayPolicySpec spec) {
    UnsupportedFields fields = new UnsupportedFields();
    fields.children("spec.traffic", spec.traffic());
    fields.present("spec.strategy", spec.strategy());
    fields.all("spec", spec.other().keySet());
    FrontendPolicy frontend = spec.frontend();
    if (frontend != null) {
      fields.all("spec.frontend", frontend.other().keySet());
      if (frontend.tracing() != null) {
        fields.harmless("spec.frontend.tracing", frontend.tracing().other().keySet());
      }
    }
    fields.backend("spec.backend", spec.backend());
    return fields.sorted();
  }

  static List<UnsupportedField> of(AgentgatewayBackendSpec spec) {
    UnsupportedFields fields = new UnsupportedFields();
    fields.present("spec.ai", spec.ai());
    fields.present("spec.mcp", spec.mcp());
    fields.present("spec.a2a", spec.a2a());
    fields.present("spec.aws", spec.aws());
    fields.present("spec.dynamicForwardProxy", spec.dynamicForwardProxy());
    AgentgatewayBackendSpec.StaticBackend host = spec.staticBackend();
    if (host != null && host.unixPath() != null) {
      fields.add("spec.static.unixPath");
    }
    fields.all("spec", spec.other().keySet());
    fields.backend("spec.policies", spec.policies());
    return fields.sorted();
  }

  static List<UnsupportedField> of(AgentgatewayParametersSpec spec) {
    UnsupportedFields fields = new UnsupportedFields();
    fields.harmless("spec", spec.other().keySet());
    return fields.sorted();
  }

  private void backend(String path, @Nullable BackendPolicy policy) {
    if (policy == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> field : policy.other().entrySet()) {
      if (field.getKey().equals("ai") || field.getKey().equals("mcp")) {
        children(path + "." + field.getKey(), field.getValue());
      } else {
        add(path + "." + field.getKey());
      }
    }
    if (policy.tls() != null) {
      all(path + ".tls", policy.tls().other().keySet());
    }
    BackendAuth auth = policy.auth();
    if (auth != null) {
      all(path + ".auth", auth.other().keySet());
      if (auth.location() != null) {
        all(path + ".auth.location", auth.location().other().keySet());
      }
    }
  }

  private void children(String path, @Nullable JsonNode parent) {
    if (parent == null || parent.isNull()) {
      return;
    }
    if (!parent.isObject() || parent.isEmpty()) {
      add(path);
      return;
    }
    parent.fieldNames().forEachRemaining(name -> add(path + "." + name));
  }

  private void present(String path, @Nullable JsonNode value) {
    if (value != null && !value.isNull()) {
      add(path);
    }
  }

  private void all(String path, Collection<String> names) {
    names.forEach(name -> add(path + "." + name));
  }

  private void harmless(String path, Collection<String> names) {
    names.forEach(name -> found.add(new UnsupportedField(path + "." + name, false)));
  }

  private void add(String path) {
    String inPolicy = path.replaceFirst("^spec\\.policies\\b", "spec.backend");
    found.add(new UnsupportedField(path, !HARMLESS.contains(inPolicy)));
  }

  private List<UnsupportedField> sorted() {
    return found.stream().sorted().toList();
  }
}
