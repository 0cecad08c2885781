package dev.agentgateway.controlplane.ir;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens to a request that a route took. */
public sealed interface ActionIr {

  /**
   * Send it to one of the backends, by weight.
   *
   * @param backends at least one; at least one weight above zero
   * @param timeout of the whole request; empty: none
   */
  record Forward(
      List<WeightedBackendIr> backends,
      Optional<Duration> timeout,
      Optional<RetryIr> retry,
      Optional<Duration> perTryTimeout,
      Optional<String> hostRewrite,
      PathRewriteIr pathRewrite)
      implements ActionIr {
    public Forward {
      backends = List.copyOf(backends);
    }
  }

  /** Answer with a redirect; empty parts stay as they are. */
  record Redirect(
      int status,
      Optional<String> scheme,
      Optional<String> host,
      Optional<Integer> port,
      PathRewriteIr path)
      implements ActionIr {}

  /**
   * Answer here.
   *
   * @param why shown to people, a short plain sentence
   */
  record Reply(int status, String why) implements ActionIr {}

  /** A share of the traffic. */
  record WeightedBackendIr(
      BackendIr backend,
      int weight,
      HeaderMutationIr requestHeaders,
      HeaderMutationIr responseHeaders) {}

  /** Where a share goes. */
  sealed interface BackendIr {
    /** Names of every {@link ClusterIr} that it may send to. */
    List<String> clusters();

    /**
     * A backend.
     *
     * @param name of a {@link ClusterIr}; of several MCP servers, the first one's
     * @param auth empty: the client's credentials go on as they came; those of MCP servers are with
     *     the targets
     */
    record Cluster(String name, ProtocolIr protocol, Optional<UpstreamAuthIr> auth)
        implements BackendIr {

      /** Plain HTTP without credentials of ours. */
      public static Cluster plain(String name) {
        return new Cluster(name, new ProtocolIr.Http(), Optional.empty());
      }

      @Override
      public List<String> clusters() {
        return switch (protocol) {
          case ProtocolIr.Mcp mcp ->
              mcp.targets().stream().map(ProtocolIr.McpTargetIr::cluster).toList();
          case ProtocolIr.LlmGroups groups ->
              groups.providers().map(ProtocolIr.LlmProviderIr::cluster).toList();
          case ProtocolIr.Http _, ProtocolIr.Llm _, ProtocolIr.A2a _ -> List.of(name);
        };
      }

      /** Whether only our own proxy can send to it. */
      public boolean isOursAlone() {
        return !(protocol instanceof ProtocolIr.Http)
            || auth.filter(UpstreamAuthIr.Stored.class::isInstance).isPresent();
      }
    }

    /** Keeps its share and answers 500. */
    record Invalid(String why) implements BackendIr {
      @Override
      public List<String> clusters() {
        return List.of();
      }
    }
  }

  /** How a path changes; the query stays. */
  sealed interface PathRewriteIr {
    /** Not at all. */
    record Keep() implements PathRewriteIr {}

    /** The whole path becomes this. */
    record Full(String path) implements PathRewriteIr {}

    /**
     * The matched prefix becomes this.
     *
     * @param matched without a trailing slash, {@code /} excepted
     */
    record Prefix(String matched, String replacement) implements PathRewriteIr {}
  }

  /**
   * HTTPRouteRetry.
   *
   * @param attempts tries after the first
   * @param codes statuses that are tried again
   * @param backoff before the first retry; empty: the proxy's default
   */
  record RetryIr(int attempts, Set<Integer> codes, Optional<Duration> backoff) {
    public RetryIr {
      codes = Set.copyOf(codes);
    }
  }
}
