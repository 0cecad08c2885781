package dev.agentgateway.dataplane.config;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens to a request that a route took. */
public sealed interface RouteAction {

  /**
   * Send it to one of the clusters, by weight.
   *
   * @param clusters never empty; a weight of zero takes nothing
   * @param clusterNotFoundStatus answer where the chosen cluster does not exist, 500 or 503
   * @param timeout from the end of the request to the end of the response; zero: none
   * @param idleTimeout overrides {@link HttpConfig#streamIdleTimeout()}; empty: it does not
   * @param retry when and how often to try again
   * @param rewrite what to change of path and host
   */
  record Forward(
      List<WeightedCluster> clusters,
      int clusterNotFoundStatus,
      Duration timeout,
      Optional<Duration> idleTimeout,
      RetryConfig retry,
      Rewrite rewrite)
      implements RouteAction {
    public Forward {
      clusters = List.copyOf(clusters);
      if (clusters.isEmpty()) {
        throw new IllegalArgumentException("clusters: none (expected: at least one)");
      }
    }
  }

  /**
   * Answer with a redirect. Parts that are empty stay as they are in the request.
   *
   * @param port empty: the scheme's own where a scheme is given, else the listener's
   */
  record Redirect(
      int status,
      Optional<String> scheme,
      Optional<String> host,
      Optional<Integer> port,
      PathRewrite path,
      boolean stripQuery)
      implements RouteAction {}

  /** Answer here. */
  record Reply(int status, String body) implements RouteAction {}

  /**
   * A share of a route's requests.
   *
   * @param cluster name of the {@link ClusterConfig}; it may not exist
   * @param weight relative share, 0 to 1,000,000
   * @param backend what it speaks and what it is given
   */
  record WeightedCluster(
      String cluster,
      int weight,
      HeaderMutation requestHeaders,
      HeaderMutation responseHeaders,
      BackendConfig backend) {}

  /** What to change of a request's target before it goes upstream. */
  record Rewrite(PathRewrite path, Optional<String> host) {
    /** Nothing. */
    public static final Rewrite NONE = new Rewrite(new PathRewrite.Keep(), Optional.empty());
  }

  /** How a path changes; the query stays. */
  sealed interface PathRewrite {
    /** Not at all. */
    record Keep() implements PathRewrite {}

    /** The whole path becomes this. */
    record Full(String path) implements PathRewrite {}

    /** The matched prefix becomes this, exactly as Envoy's prefix_rewrite does. */
    record Prefix(String matched, String replacement) implements PathRewrite {}

    /** Every match of the pattern becomes the substitution ({@code \1} for groups). */
    record Regex(Pattern pattern, String substitution) implements PathRewrite {}
  }

  /**
   * When and how often a request is tried again.
   *
   * @param attempts tries after the first; 0: never
   * @param statuses upstream statuses that are tried again
   * @param onConnectFailure whether a connection that could not be made is tried again
   * @param onReset whether an upstream that went away before a response byte is tried again
   * @param perTryTimeout limit of one attempt; zero: none
   * @param backoff before the first retry; doubled for each further one, with full jitter
   * @param maxBackoff bound of the doubling
   */
  record RetryConfig(
      int attempts,
      Set<Integer> statuses,
      boolean onConnectFailure,
      boolean onReset,
      Duration perTryTimeout,
      Duration backoff,
      Duration maxBackoff) {

    /** One attempt. */
    public static final RetryConfig NONE =
        new RetryConfig(
            0,
            Set.of(),
            false,
            false,
            Duration.ZERO,
            Duration.ofMillis(25),
            Duration.ofMillis(250));

    public RetryConfig {
      statuses = Set.copyOf(statuses);
    }
  }
}
