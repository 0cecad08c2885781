package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.filter.Credentials;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider's API looks like from outside: formats, paths, credentials, names. */
final class ProviderApi {
  private static final String V1 = "/v1";
  private static final String GEMINI_PREFIX = "/v1beta/openai";
  private static final Credentials.Place X_API_KEY =
      new Credentials.Place(HeaderName.of("x-api-key"), "");
  private static final Credentials.Place API_KEY =
      new Credentials.Place(HeaderName.of("api-key"), "");

  private ProviderApi() {}

  /** {@code gen_ai.provider.name}. */
  static String name(LlmConfig.Provider provider) {
    return switch (provider) {
      case CUSTOM -> "custom";
      case OPENAI -> "openai";
      case ANTHROPIC -> "anthropic";
      case GEMINI -> "gcp.gemini";
      case AZURE_OPENAI -> "azure.ai.openai";
    };
  }

  /** Whether its hosts belong to somebody else, who is told nothing that is not needed. */
  static boolean isPublic(LlmConfig.Provider provider) {
    return provider != LlmConfig.Provider.CUSTOM;
  }

  /** Where it expects credentials. */
  static Credentials.Place credentials(LlmConfig.Provider provider) {
    return switch (provider) {
      case CUSTOM, OPENAI, GEMINI -> Credentials.Place.BEARER;
      case ANTHROPIC -> X_API_KEY;
      case AZURE_OPENAI -> API_KEY;
    };
  }

  /** The format of a request, or null where it is none of these. */
  static @Nullable LlmFormat format(LlmConfig config, String path) {
    String longest = "";
    LlmFormat found = null;
    for (var route : config.routes().entrySet()) {
      String suffix = route.getKey();
      if (path.endsWith(suffix) && suffix.length() > longest.length()) {
        longest = suffix;
        found = LlmFormat.of(route.getValue());
      }
    }
    return found != null ? found : LlmFormat.ofPath(path);
  }

  /** What it speaks. */
  static boolean speaks(LlmConfig config, LlmFormat format) {
    return config.formats().isEmpty()
        ? own(config.provider()).contains(format)
        : config.formats().containsKey(format.configured());
  }

  /** What it speaks, for people. */
  static String formats(LlmConfig config) {
    Set<LlmFormat> spoken = EnumSet.noneOf(LlmFormat.class);
    for (LlmFormat format : LlmFormat.values()) {
      if (speaks(config, format)) {
        spoken.add(format);
      }
    }
    return String.join(", ", spoken.stream().map(format -> format.pathEnd().substring(1)).toList());
  }

  /**
   * Path and query of a request upstream.
   *
   * @param target the client's, after the route's rewrites
   * @param model the model that is sent, or null where none is named
   */
  static String target(LlmConfig config, LlmFormat format, String target, @Nullable String model) {
    int query = target.indexOf('?');
    String rest = query < 0 ? "" : target.substring(query);
    String written = config.formats().getOrDefault(format.configured(), "");
    if (config.path().isPresent()) {
      return config.path().get() + rest;
    }
    if (!written.isEmpty()) {
      return written + rest;
    }
    return switch (config.provider()) {
      case OPENAI, ANTHROPIC -> config.pathPrefix().orElse(V1) + format.pathEnd() + rest;
      case GEMINI -> config.pathPrefix().orElse(GEMINI_PREFIX) + format.pathEnd() + rest;
      case AZURE_OPENAI -> azure(config, format, rest, model);
      case CUSTOM ->
          config.pathPrefix().isEmpty() && config.formats().isEmpty()
              ? target
              : config.pathPrefix().orElse(V1) + format.pathEnd() + rest;
    };
  }

  private static String azure(
      LlmConfig config, LlmFormat format, String query, @Nullable String model) {
    String version = config.azureApiVersion();
    if (version.isEmpty() || version.equals("v1")) {
      return config.pathPrefix().orElse("/openai/v1") + format.pathEnd() + query;
    }
    Optional<String> deployment = config.azureDeployment().or(() -> Optional.ofNullable(model));
    String name = URLEncoder.encode(deployment.orElse(""), StandardCharsets.UTF_8);
    return "/openai/deployments/"
        + name
        + format.pathEnd()
        + (query.isEmpty() ? "?" : query + "&")
        + "api-version="
        + URLEncoder.encode(version, StandardCharsets.UTF_8);
  }

  private static Set<LlmFormat> own(LlmConfig.Provider provider) {
    return switch (provider) {
      case CUSTOM -> EnumSet.allOf(LlmFormat.class);
      case ANTHROPIC -> EnumSet.of(LlmFormat.MESSAGES, LlmFormat.COUNT_TOKENS);
      case GEMINI -> EnumSet.of(LlmFormat.CHAT_COMPLETIONS, LlmFormat.EMBEDDINGS);
      case OPENAI, AZURE_OPENAI ->
          EnumSet.of(
              LlmFormat.CHAT_COMPLETIONS,
              LlmFormat.COMPLETIONS,
              LlmFormat.RESPONSES,
              LlmFormat.EMBEDDINGS);
    };
  }
}
