package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
          "spec.frontend.connect",
          "spec.frontend.http",
          "spec.frontend.tcp",
          "spec.frontend.tls",
          "spec.backend.ai.defaults",
          "spec.backend.ai.finalTransformations",
          "spec.backend.ai.overrides",
          "spec.backend.ai.prompt",
          "spec.backend.ai.promptCaching",
          "spec.backend.ai.transformations",
          "spec.backend.health",
          "spec.backend.http",
          "spec.backend.tcp",
          "spec.backend.transformation");

  /** Where a backend has what a policy has in {@code spec.backend}. */
  private static final Pattern IN_BACKEND =
      Pattern.compile(
          "^spec\\.((mcp\\.targets\\[[^]]*\\]\\.static"
              + "|ai\\.groups\\[[0-9]+\\]\\.providers\\[[^]]*\\])\\.)?policies\\b");

  private static final Set<String> BUILT_PARAMETERS =
      Set.of(
          "daemonSet",
          "deployment",
          "env",
          "horizontalPodAutoscaler",
          "image",
          "logging",
          "modelCatalog",
          "podDisruptionBudget",
          "resources",
          "service",
          "serviceAccount",
          "shutdown",
          "workload");

  private static final Set<AiBackend.FormatType> UNBUILT_FORMATS =
      EnumSet.of(AiBackend.FormatType.Realtime, AiBackend.FormatType.Rerank);

  private static final Set<AiPolicy.RouteType> UNBUILT_ROUTES =
      EnumSet.of(
          AiPolicy.RouteType.Detect,
          AiPolicy.RouteType.GeminiCountTokens,
          AiPolicy.RouteType.GenerateContent,
          AiPolicy.RouteType.Models,
          AiPolicy.RouteType.Passthrough,
          AiPolicy.RouteType.Realtime,
          AiPolicy.RouteType.Rerank);

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
      if (frontend.accessLog() != null) {
        fields.harmless("spec.frontend.accessLog", frontend.accessLog().other().keySet());
      }
      if (frontend.metrics() != null) {
        fields.harmless("spec.frontend.metrics", frontend.metrics().other().keySet());
      }
    }
    fields.backend("spec.backend", spec.backend());
    return fields.sorted();
  }

  static List<UnsupportedField> of(AgentgatewayBackendSpec spec) {
    UnsupportedFields fields = new UnsupportedFields();
    fields.ai(spec.ai());
    fields.mcp(spec.mcp());
    if (spec.a2a() != null) {
      fields.all("spec.a2a", spec.a2a().other().keySet());
    }
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
    fields.harmless(
        "spec",
        spec.other().keySet().stream().filter(name -> !BUILT_PARAMETERS.contains(name)).toList());
    return fields.sorted();
  }

  private void ai(@Nullable AiBackend ai) {
    if (ai == null) {
      return;
    }
    all("spec.ai", ai.other().keySet());
    AiBackend.Provider alone = ai.provider();
    if (alone != null) {
      provider("spec.ai.provider", alone);
      if (alone.name() != null) {
        add("spec.ai.provider.name");
      }
      if (alone.policies() != null) {
        add("spec.ai.provider.policies");
      }
    }
    for (int i = 0; i < ai.groups().size(); i++) {
      String path = "spec.ai.groups[" + i + "]";
      all(path, ai.groups().get(i).other().keySet());
      for (AiBackend.Provider provider : ai.groups().get(i).providers()) {
        String own = path + ".providers[" + provider.name() + "]";
        provider(own, provider);
        backend(own + ".policies", provider.policies());
      }
    }
  }

  private void provider(String path, AiBackend.Provider provider) {
    all(path, provider.other().keySet());
    vendor(path + ".openai", provider.openai());
    vendor(path + ".anthropic", provider.anthropic());
    vendor(path + ".gemini", provider.gemini());
    if (provider.azureopenai() != null) {
      all(path + ".azureopenai", provider.azureopenai().other().keySet());
    }
    if (provider.custom() != null) {
      all(path + ".custom", provider.custom().other().keySet());
      harmless(
          path + ".custom.formats",
          provider.custom().formats().stream()
              .map(AiBackend.Format::type)
              .filter(UNBUILT_FORMATS::contains)
              .map(Enum::name)
              .toList());
    }
  }

  private void vendor(String path, AiBackend.@Nullable Vendor vendor) {
    if (vendor != null) {
      all(path, vendor.other().keySet());
    }
  }

  private void mcp(@Nullable McpBackend mcp) {
    if (mcp == null) {
      return;
    }
    all("spec.mcp", mcp.other().keySet());
    for (McpBackend.Target target : mcp.targets()) {
      String path = "spec.mcp.targets[" + target.name() + "]";
      all(path, target.other().keySet());
      McpBackend.StaticTarget server = target.staticTarget();
      if (server != null) {
        all(path + ".static", server.other().keySet());
        backend(path + ".static.policies", server.policies());
      }
    }
  }

  private void backend(String path, @Nullable BackendPolicy policy) {
    if (policy == null) {
      return;
    }
    if (policy.ai() != null) {
      all(path + ".ai", policy.ai().other().keySet());
      routes(path + ".ai.routes", policy.ai().routes());
    }
    for (Map.Entry<String, JsonNode> field : policy.other().entrySet()) {
      if (field.getKey().equals("mcp")) {
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
      if (auth.passthrough() != null) {
        all(path + ".auth.passthrough", auth.passthrough().other().keySet());
      }
      if (auth.location() != null) {
        all(path + ".auth.location", auth.location().other().keySet());
      }
    }
  }

  private void routes(String path, @Nullable Map<String, AiPolicy.RouteType> routes) {
    if (routes != null) {
      routes.forEach(
          (suffix, type) -> {
            if (UNBUILT_ROUTES.contains(type)) {
              harmless(path + "[" + suffix + "]", List.of(type.name()));
            }
          });
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
    String inPolicy = IN_BACKEND.matcher(path).replaceFirst("spec.backend");
    found.add(new UnsupportedField(path, !HARMLESS.contains(inPolicy)));
  }

  private List<UnsupportedField> sorted() {
    return found.stream().sorted().toList();
  }
}
