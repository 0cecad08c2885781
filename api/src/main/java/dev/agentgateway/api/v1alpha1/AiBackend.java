package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.ai} of a backend: an LLM.
 *
 * @param provider where it is; this or {@code groups}
 * @param groups several, the most wanted first; none: there is a provider
 * @param includeUsage whether token counts are asked for on behalf of clients; default Auto. An
 *     addition to upstream's API
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AiBackend(
    @Nullable Provider provider,
    List<Group> groups,
    IncludeUsage includeUsage,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public AiBackend {
    groups = Absent.toEmpty(groups);
    includeUsage = Absent.to(includeUsage, IncludeUsage.Auto);
    other = Absent.toEmpty(other);
  }

  /**
   * Providers of which any will do.
   *
   * @param providers 1 to 16, each with a name of its own
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Group(
      List<Provider> providers, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Group {
      providers = Absent.toEmpty(providers);
      other = Absent.toEmpty(other);
    }
  }

  /** Whether usage is asked for where a streaming client does not ask. */
  public enum IncludeUsage {
    Auto,
    Never
  }

  /**
   * The vendor: exactly one of the kinds, and how its address differs from the vendor's own.
   *
   * @param name in a group only, where it is required
   * @param policies in a group only: how this provider is spoken to
   * @param custom any OpenAI-compatible host or Service
   * @param host in the vendor's place; needs {@code port}
   * @param port 1 to 65535
   * @param path the whole path of requests; absent: the vendor's own
   * @param pathPrefix in the place of the vendor's {@code /v1}
   * @param other kinds that this version has not built
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Provider(
      @Nullable String name,
      @Nullable BackendPolicy policies,
      @Nullable Vendor openai,
      @Nullable Vendor anthropic,
      @Nullable Vendor gemini,
      @Nullable AzureOpenAi azureopenai,
      @Nullable Custom custom,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String path,
      @Nullable String pathPrefix,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Provider {
      other = Absent.toEmpty(other);
    }
  }

  /**
   * A vendor that is known by its name.
   *
   * @param model sent whatever the client asks for; absent: what the client asks for
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Vendor(
      @Nullable String model, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Vendor {
      other = Absent.toEmpty(other);
    }
  }

  /**
   * Azure OpenAI.
   *
   * @param endpoint host name; a scheme before it is ignored
   * @param deploymentName absent: the request's model
   * @param apiVersion absent: {@code v1}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record AzureOpenAi(
      String endpoint,
      @Nullable String deploymentName,
      @Nullable String apiVersion,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public AzureOpenAi {
      other = Absent.toEmpty(other);
    }
  }

  /**
   * An OpenAI-compatible host.
   *
   * @param backendRef a Service of the backend's namespace; this or {@code host} and {@code port}
   * @param formats what it speaks, 1 to 6
   * @param model sent whatever the client asks for; absent: what the client asks for
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Custom(
      @Nullable BackendRef backendRef,
      List<Format> formats,
      @Nullable String model,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Custom {
      formats = Absent.toEmpty(formats);
      other = Absent.toEmpty(other);
    }
  }

  /**
   * A format that a host speaks.
   *
   * @param path where it takes it; absent: the usual one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Format(FormatType type, @Nullable String path) {}

  /** The formats of the API. */
  public enum FormatType {
    AnthropicTokenCount,
    /** OpenAI's chat completions. */
    Completions,
    Embeddings,
    /** Anthropic's messages. */
    Messages,
    Realtime,
    Rerank,
    Responses
  }
}
