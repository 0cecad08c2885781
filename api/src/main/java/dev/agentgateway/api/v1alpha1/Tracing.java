package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.frontend.tracing}: which requests are traced and where their spans go. Expressions
 * are CEL text of 1 to 16,384 characters.
 *
 * @param backendRef the collector; this or {@code url}
 * @param url the collector, {@code http} or {@code https}; this or {@code backendRef}
 * @param protocol of OTLP; default GRPC
 * @param path for HTTP only; default {@code /v1/traces}
 * @param clientSampling decides for a sampled parent; absent: keep
 * @param randomSampling decides where there is no parent; absent: no decision
 * @param parentNotSampled decides for a parent that is not sampled; absent: never. An addition to
 *     upstream's API
 * @param filter keeps the spans of a finished request; absent: keep
 * @param resources attributes of the OTLP resource
 * @param runs whether the calls of a run of an agent are joined; default On. An addition to
 *     upstream's API
 * @param other fields that this version does not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Tracing(
    @Nullable BackendRef backendRef,
    @Nullable String url,
    Protocol protocol,
    @Nullable String path,
    @Nullable String clientSampling,
    @Nullable String randomSampling,
    @Nullable String parentNotSampled,
    @Nullable String filter,
    List<NamedExpression> resources,
    @Nullable Attributes attributes,
    Runs runs,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public Tracing {
    protocol = Absent.to(protocol, Protocol.GRPC);
    resources = Absent.toEmpty(resources);
    runs = Absent.to(runs, Runs.On);
    other = Absent.toEmpty(other);
  }

  /** Whether the calls of a run are joined by their identifiers. */
  public enum Runs {
    On,
    Off
  }

  /** How OTLP is spoken. */
  public enum Protocol {
    GRPC,
    /** OTLP/HTTP with protobuf bodies. */
    HTTP
  }

  /**
   * Changes to the attributes of a span.
   *
   * @param add added, or put in the place of a default one of the name
   * @param remove names of default attributes; 1 to 64 characters each, at most 32
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Attributes(List<NamedExpression> add, List<String> remove) {
    public Attributes {
      add = Absent.toEmpty(add);
      remove = Absent.toEmpty(remove);
    }
  }

  /**
   * An attribute.
   *
   * @param name 1 to 256 characters
   * @param expression CEL text of its value
   */
  public record NamedExpression(String name, String expression) {}
}
