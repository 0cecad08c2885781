package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AiBackend;
import dev.agentgateway.api.v1alpha1.AiBackend.AzureOpenAi;
import dev.agentgateway.api.v1alpha1.AiBackend.Custom;
import dev.agentgateway.api.v1alpha1.AiBackend.IncludeUsage;
import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.api.v1alpha1.BackendRef;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.AzureIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.FormatIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.ProviderIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.SupportedFormatIr;
import dev.agentgateway.controlplane.translation.backend.ServicePorts.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** AgentgatewayBackends with {@code spec.ai}. */
final class LlmBackends {

  private static final int HTTPS = 443;

  private final ServicePorts services;
  private final SettingsLookup lookup;

  LlmBackends(ServicePorts services, SettingsLookup lookup) {
    this.services = services;
    this.lookup = lookup;
  }

  /** The backend; what is missing is told without its name. */
  Resolution resolve(AgentgatewayBackend backend, AiBackend ai) {
    if (ai.groups().isEmpty()) {
      BackendPolicy own = backend.getSpec().policies();
      CallsIr said = AiSettings.of(own == null ? null : own.ai());
      return switch (resolve(
          backend,
          ai,
          ai.provider(),
          new Place(
              "spec.ai.provider",
              BackendObjects.suffix(backend),
              lookup.ofBackend(backend),
              said))) {
        case Provided.Missing(Resolution.Missing missing) -> missing;
        case Provided.Found(BackendTarget target, ProtocolIr.Llm llm) ->
            new Resolution.Found(target.speaking(new Speech.Alone(llm)));
      };
    }
    return groups(backend, ai);
  }

  private Resolution groups(AgentgatewayBackend backend, AiBackend ai) {
    List<List<Speech.LlmProvider>> groups = new ArrayList<>();
    for (int i = 0; i < ai.groups().size(); i++) {
      List<Speech.LlmProvider> group = new ArrayList<>();
      for (AiBackend.Provider provider : ai.groups().get(i).providers()) {
        String name = String.valueOf(provider.name());
        switch (resolve(backend, ai, provider, place(backend, i, provider))) {
          case Provided.Missing(Resolution.Missing missing) -> {
            return missing;
          }
          case Provided.Found(BackendTarget target, ProtocolIr.Llm llm) ->
              group.add(new Speech.LlmProvider(name, target, llm));
        }
      }
      groups.add(group);
    }
    return new Resolution.Found(
        groups.getFirst().getFirst().target().speaking(new Speech.LlmGroups(groups)));
  }

  private Place place(AgentgatewayBackend backend, int group, AiBackend.Provider provider) {
    BackendPolicy own = provider.policies();
    BackendPolicy whole = backend.getSpec().policies();
    return new Place(
        "spec.ai.groups[%d].providers[%s]".formatted(group, provider.name()),
        BackendObjects.suffix(backend) + "/" + group + "/" + provider.name(),
        lookup.ofProvider(backend, group, provider),
        AiSettings.of(own == null ? null : own.ai())
            .orElse(AiSettings.of(whole == null ? null : whole.ai())));
  }

  private Provided resolve(
      AgentgatewayBackend backend,
      AiBackend ai,
      AiBackend.@Nullable Provider written,
      Place place) {
    Optional<Vendor> vendor = written == null ? Optional.empty() : vendor(written);
    if (written == null || vendor.isEmpty()) {
      return missing("UnsupportedValue", place.path() + ": no provider");
    }
    Custom custom = written.custom();
    List<SupportedFormatIr> formats = custom == null ? List.of() : formats(custom.formats());
    if (custom != null && formats.isEmpty() && !custom.formats().isEmpty()) {
      return missing(
          "UnsupportedProtocol", place.path() + ".custom.formats: none is supported yet");
    }
    return switch (address(backend, written, vendor.get(), place)) {
      case Resolution.Missing missing -> new Provided.Missing(missing);
      case Resolution.Found(BackendTarget target) ->
          new Provided.Found(
              target,
              new ProtocolIr.Llm(
                  vendor.get().provider(),
                  Optional.ofNullable(vendor.get().model()),
                  place.said(),
                  place.settings().ai(),
                  formats,
                  pathPrefix(written, vendor.get()),
                  Optional.ofNullable(written.path()),
                  target.discovered().isPresent()
                      ? Optional.empty()
                      : Optional.of(target.hostHeader()),
                  ai.includeUsage() == IncludeUsage.Auto,
                  azure(written.azureopenai())));
    };
  }

  private static Provided missing(String reason, String message) {
    return new Provided.Missing(new Resolution.Missing(reason, message));
  }

  private Resolution address(
      AgentgatewayBackend backend, AiBackend.Provider written, Vendor vendor, Place place) {
    String suffix = place.suffix();
    BackendSettings settings = place.settings();
    String path = BackendObjects.path(backend);
    BackendRef service = written.custom() == null ? null : written.custom().backendRef();
    if (service != null) {
      return service(backend, service, place);
    }
    if (written.host() != null && written.port() != null) {
      return Targets.ofAgentHost(suffix, path, written.host(), written.port(), settings);
    }
    if (vendor.host().isEmpty()) {
      return new Resolution.Missing(
          "UnsupportedValue", place.path() + ".custom: no backendRef and no host and port");
    }
    Authority authority = Authority.parse(vendor.host());
    return Targets.ofHost(
        suffix, path, authority.host(), authority.port(), settings.secure(), false);
  }

  private Resolution service(AgentgatewayBackend backend, BackendRef ref, Place place) {
    if (!ref.group().isEmpty() || !ref.kind().equals("Service")) {
      return new Resolution.Missing(
          "UnsupportedProtocol",
          place.path() + ".custom.backendRef: kind " + ref.kind() + " is not supported yet");
    }
    return switch (services.find(
        backend.getMetadata().getNamespace(), ref.name(), Optional.ofNullable(ref.port()))) {
      case Lookup.Missing(String reason, String message) -> new Resolution.Missing(reason, message);
      case Lookup.Found port ->
          Targets.ofPort(
              place.suffix(),
              BackendObjects.path(backend),
              port,
              place.settings().orElse(lookup.ofService(port.service(), port.number(), port.name())),
              false);
    };
  }

  /** Who it is, empty where the object names nobody. */
  private static Optional<Vendor> vendor(AiBackend.Provider written) {
    if (written.openai() != null) {
      return Optional.of(
          new Vendor(ProviderIr.OPENAI, "api.openai.com", "", written.openai().model()));
    }
    if (written.anthropic() != null) {
      return Optional.of(
          new Vendor(ProviderIr.ANTHROPIC, "api.anthropic.com", "", written.anthropic().model()));
    }
    if (written.gemini() != null) {
      return Optional.of(
          new Vendor(
              ProviderIr.GEMINI,
              "generativelanguage.googleapis.com",
              "/v1beta/openai",
              written.gemini().model()));
    }
    if (written.azureopenai() != null) {
      return Optional.of(
          new Vendor(ProviderIr.AZURE_OPENAI, written.azureopenai().endpoint(), "", null));
    }
    return Optional.ofNullable(written.custom())
        .map(custom -> new Vendor(ProviderIr.CUSTOM, "", "", custom.model()));
  }

  private static Optional<String> pathPrefix(AiBackend.Provider written, Vendor vendor) {
    return Optional.ofNullable(written.pathPrefix())
        .or(
            () ->
                vendor.pathPrefix().isEmpty()
                    ? Optional.empty()
                    : Optional.of(vendor.pathPrefix()));
  }

  private static Optional<AzureIr> azure(@Nullable AzureOpenAi azure) {
    return Optional.ofNullable(azure)
        .map(
            each ->
                new AzureIr(
                    Optional.ofNullable(each.deploymentName()),
                    Optional.ofNullable(each.apiVersion())));
  }

  private static List<SupportedFormatIr> formats(List<AiBackend.Format> written) {
    List<SupportedFormatIr> formats = new ArrayList<>();
    for (AiBackend.Format format : written) {
      Optional<String> path = Optional.ofNullable(format.path());
      switch (format.type()) {
        case Completions -> {
          formats.add(new SupportedFormatIr(FormatIr.CHAT_COMPLETIONS, path));
          // Who takes chat completions at the usual place takes the older ones beside it.
          if (path.isEmpty()) {
            formats.add(new SupportedFormatIr(FormatIr.COMPLETIONS, path));
          }
        }
        case Responses -> formats.add(new SupportedFormatIr(FormatIr.RESPONSES, path));
        case Embeddings -> formats.add(new SupportedFormatIr(FormatIr.EMBEDDINGS, path));
        case Messages -> formats.add(new SupportedFormatIr(FormatIr.MESSAGES, path));
        case AnthropicTokenCount -> formats.add(new SupportedFormatIr(FormatIr.COUNT_TOKENS, path));
        case Realtime, Rerank -> {}
      }
    }
    return formats;
  }

  /**
   * A provider's place in its backend.
   *
   * @param path from {@code spec}
   * @param suffix of its cluster's name
   * @param settings how it is spoken to
   * @param said what it and its backend say of calls themselves
   */
  private record Place(String path, String suffix, BackendSettings settings, CallsIr said) {}

  /** A provider, found or not. */
  private sealed interface Provided {
    record Found(BackendTarget target, ProtocolIr.Llm llm) implements Provided {}

    record Missing(Resolution.Missing why) implements Provided {}
  }

  /**
   * Who answers, and where unless told otherwise.
   *
   * @param host may have a port; empty: nowhere
   * @param pathPrefix in the place of {@code /v1}; empty: it stays
   */
  private record Vendor(
      ProviderIr provider, String host, String pathPrefix, @Nullable String model) {}

  /** A host and port as people write them. */
  private record Authority(String host, int port) {
    static Authority parse(String written) {
      String rest = written.substring(written.indexOf("://") < 0 ? 0 : written.indexOf("://") + 3);
      String authority = rest.indexOf('/') < 0 ? rest : rest.substring(0, rest.indexOf('/'));
      int colon = authority.lastIndexOf(':');
      String digits = authority.substring(colon + 1);
      return colon > 0 && digits.matches("[0-9]{1,5}")
          ? new Authority(authority.substring(0, colon), Integer.parseInt(digits))
          : new Authority(authority, HTTPS);
    }
  }
}
