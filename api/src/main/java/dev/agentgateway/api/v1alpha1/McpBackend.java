package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.mcp} of a backend: one or more MCP servers that clients see as one.
 *
 * @param targets 1 to 128
 * @param failureMode what one failing target does to the others; default FailClosed
 * @param prefixMode when names are prefixed with their target's; default Conditional
 * @param sessionRouting default Stateful
 * @param other fields that this version does not know or has not built
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record McpBackend(
    List<Target> targets,
    FailureMode failureMode,
    PrefixMode prefixMode,
    SessionRouting sessionRouting,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {

  public McpBackend {
    targets = Absent.toEmpty(targets);
    failureMode = Absent.to(failureMode, FailureMode.FailClosed);
    prefixMode = Absent.to(prefixMode, PrefixMode.Conditional);
    sessionRouting = Absent.to(sessionRouting, SessionRouting.Stateful);
    other = Absent.toEmpty(other);
  }

  /** What one failing target does to the others. */
  public enum FailureMode {
    /** The call fails. */
    FailClosed,
    /** The call goes on without it. */
    FailOpen
  }

  /** When names are prefixed with their target's. */
  public enum PrefixMode {
    Always,
    /** With more than one target. */
    Conditional,
    Never
  }

  /** Whether a client's requests share a session. */
  public enum SessionRouting {
    Stateful,
    /** Every request is initialised anew. */
    Stateless
  }

  /**
   * A server, or those that a selector finds: exactly one of the two.
   *
   * @param name unique in the backend
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Target(
      String name,
      @JsonProperty("static") @Nullable StaticTarget staticTarget,
      @Nullable Selector selector,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public Target {
      other = Absent.toEmpty(other);
    }
  }

  /**
   * One server.
   *
   * @param backendRef a Service of the backend's namespace; this or {@code host}
   * @param port 1 to 65535
   * @param path default {@code /mcp}
   * @param protocol default StreamableHTTP
   * @param policies how it is spoken to; not with {@code backendRef}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record StaticTarget(
      @Nullable ServiceRef backendRef,
      @Nullable String host,
      int port,
      @Nullable String path,
      Protocol protocol,
      @Nullable BackendPolicy policies,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> other) {
    public StaticTarget {
      protocol = Absent.to(protocol, Protocol.StreamableHTTP);
      other = Absent.toEmpty(other);
    }
  }

  /** A Service of the backend's namespace. */
  public record ServiceRef(String name) {}

  /** How a server is spoken to. */
  public enum Protocol {
    /** The transport of 2024-11-05, which this version has not built. */
    SSE,
    StreamableHTTP
  }

  /**
   * Services whose ports say that they speak MCP.
   *
   * @param namespaces labels of namespaces; absent: the backend's own namespace
   * @param services labels of Services; absent: every Service
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Selector(@Nullable LabelSelector namespaces, @Nullable LabelSelector services) {}
}
