package dev.agentgateway.dataplane.xds.decode;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.PathRewrite;
import dev.agentgateway.dataplane.config.RouteAction.Redirect;
import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import dev.agentgateway.dataplane.config.RouteAction.Rewrite;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An Envoy route's action to {@link RouteAction}. */
final class ActionDecoder {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_WEIGHT = 1_000_000;

  private final Findings findings;

  ActionDecoder(Findings findings) {
    this.findings = findings;
  }

  /** The action, or null with a problem. */
  @Nullable RouteAction decode(Route route) {
    return switch (route.getActionCase()) {
      case ROUTE -> {
        try (Findings.Scope _ = findings.at("route")) {
          yield forward(route.getRoute(), route.getMatch());
        }
      }
      case REDIRECT -> {
        try (Findings.Scope _ = findings.at("redirect")) {
          yield redirect(route.getRedirect(), route.getMatch());
        }
      }
      case DIRECT_RESPONSE -> {
        try (Findings.Scope _ = findings.at("direct_response")) {
          yield reply(route.getDirectResponse());
        }
      }
      case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET -> {
        findings.problem(
            "action", route.getActionCase() + " (expected: route, redirect or direct_response)");
        yield null;
      }
    };
  }

  private @Nullable RouteAction forward(
      io.envoyproxy.envoy.config.route.v3.RouteAction action, RouteMatch match) {
    findings.ignoreAllBut(
        action,
        Set.of(
            "cluster",
            "weighted_clusters",
            "cluster_header",
            "cluster_specifier_plugin",
            "inline_cluster_specifier_plugin",
            "cluster_not_found_response_code",
            "timeout",
            "idle_timeout",
            "retry_policy",
            "prefix_rewrite",
            "regex_rewrite",
            "host_rewrite_literal"));
    List<WeightedCluster> clusters = clusters(action);
    Duration timeout =
        action.hasTimeout()
            ? ProtoValues.duration(action.getTimeout(), "timeout", findings)
            : DEFAULT_TIMEOUT;
    Optional<Duration> idle =
        action.hasIdleTimeout()
            ? Optional.of(ProtoValues.duration(action.getIdleTimeout(), "idle_timeout", findings))
            : Optional.empty();
    RetryConfig retry =
        action.hasRetryPolicy()
            ? new RetryDecoder(findings).decode(action.getRetryPolicy())
            : RetryConfig.NONE;
    PathRewrite path =
        pathRewrite(
            action.getPrefixRewrite(),
            action.hasRegexRewrite() ? action.getRegexRewrite() : null,
            match);
    Optional<String> host = nonEmpty(action.getHostRewriteLiteral());
    if (clusters.isEmpty()) {
      return null;
    }
    int notFound = notFoundStatus(action);
    return new Forward(clusters, notFound, timeout, idle, retry, new Rewrite(path, host));
  }

  private int notFoundStatus(io.envoyproxy.envoy.config.route.v3.RouteAction action) {
    return switch (action.getClusterNotFoundResponseCode()) {
      case SERVICE_UNAVAILABLE -> 503;
      case NOT_FOUND -> 404;
      case INTERNAL_SERVER_ERROR -> 500;
      case UNRECOGNIZED -> {
        findings.problem(
            "cluster_not_found_response_code",
            action.getClusterNotFoundResponseCodeValue() + " (expected: 0, 1 or 2)");
        yield 503;
      }
    };
  }

  private List<WeightedCluster> clusters(io.envoyproxy.envoy.config.route.v3.RouteAction action) {
    switch (action.getClusterSpecifierCase()) {
      case CLUSTER -> {
        WeightedCluster only =
            new WeightedCluster(
                action.getCluster(),
                1,
                HeaderMutation.NONE,
                HeaderMutation.NONE,
                BackendConfig.PLAIN);
        return List.of(only);
      }
      case WEIGHTED_CLUSTERS -> {
        try (Findings.Scope _ = findings.at("weighted_clusters")) {
          return weightedClusters(action.getWeightedClusters());
        }
      }
      case CLUSTER_HEADER,
          CLUSTER_SPECIFIER_PLUGIN,
          INLINE_CLUSTER_SPECIFIER_PLUGIN,
          CLUSTERSPECIFIER_NOT_SET -> {
        findings.problem(
            "cluster_specifier",
            action.getClusterSpecifierCase() + " (expected: cluster or weighted_clusters)");
        return List.of();
      }
    }
    return List.of();
  }

  private List<WeightedCluster> weightedClusters(
      io.envoyproxy.envoy.config.route.v3.WeightedCluster weighted) {
    findings.ignoreAllBut(weighted, Set.of("clusters", "total_weight"));
    List<WeightedCluster> clusters = new ArrayList<>();
    long total = 0;
    HeaderMutationDecoder headers = new HeaderMutationDecoder(findings);
    for (int i = 0; i < weighted.getClustersCount(); i++) {
      try (Findings.Scope _ = findings.at("clusters", i)) {
        var share = weighted.getClusters(i);
        findings.ignoreAllBut(
            share,
            Set.of(
                "name",
                "weight",
                "metadata_match",
                "request_headers_to_add",
                "request_headers_to_remove",
                "response_headers_to_add",
                "response_headers_to_remove",
                "typed_per_filter_config"));
        BackendConfig backend =
            new PerFilterConfigs(findings).backend(share.getTypedPerFilterConfigMap());
        int weight = share.getWeight().getValue();
        if (weight < 0 || weight > MAX_WEIGHT) {
          findings.problem(
              "weight", Integer.toUnsignedString(weight) + " (expected: 0 to " + MAX_WEIGHT + ")");
          weight = 0;
        }
        if (share.getName().isEmpty()) {
          findings.problem("name", "empty (expected: a cluster)");
        }
        total += weight;
        clusters.add(
            new WeightedCluster(
                share.getName(),
                weight,
                headers.decode(
                    "request_headers_to_add",
                    share.getRequestHeadersToAddList(),
                    share.getRequestHeadersToRemoveList()),
                headers.decode(
                    "response_headers_to_add",
                    share.getResponseHeadersToAddList(),
                    share.getResponseHeadersToRemoveList()),
                backend));
      }
    }
    if (total == 0) {
      findings.problem("clusters", "weights add up to 0 (expected: at least 1)");
    }
    return clusters;
  }

  private RouteAction redirect(RedirectAction redirect, RouteMatch match) {
    findings.ignoreAllBut(
        redirect,
        Set.of(
            "https_redirect",
            "scheme_redirect",
            "host_redirect",
            "port_redirect",
            "path_redirect",
            "prefix_rewrite",
            "regex_rewrite",
            "response_code",
            "strip_query"));
    Optional<String> scheme =
        redirect.getHttpsRedirect() ? Optional.of("https") : nonEmpty(redirect.getSchemeRedirect());
    int port = redirect.getPortRedirect();
    if (port < 0 || port > 65535) {
      findings.problem("port_redirect", Integer.toUnsignedString(port) + " (expected: 1 to 65535)");
    }
    PathRewrite path =
        redirect.getPathRedirect().isEmpty()
            ? pathRewrite(
                redirect.getPrefixRewrite(),
                redirect.hasRegexRewrite() ? redirect.getRegexRewrite() : null,
                match)
            : new PathRewrite.Full(redirect.getPathRedirect());
    return new Redirect(
        redirectStatus(redirect),
        scheme,
        nonEmpty(redirect.getHostRedirect()),
        port == 0 ? Optional.empty() : Optional.of(port),
        path,
        redirect.getStripQuery());
  }

  private int redirectStatus(RedirectAction redirect) {
    return switch (redirect.getResponseCode()) {
      case MOVED_PERMANENTLY -> 301;
      case FOUND -> 302;
      case SEE_OTHER -> 303;
      case TEMPORARY_REDIRECT -> 307;
      case PERMANENT_REDIRECT -> 308;
      case UNRECOGNIZED -> {
        findings.problem("response_code", redirect.getResponseCodeValue() + " (expected: 0 to 4)");
        yield 301;
      }
    };
  }

  private RouteAction reply(DirectResponseAction response) {
    int status = response.getStatus();
    if (status < 200 || status > 599) {
      findings.problem("status", Integer.toUnsignedString(status) + " (expected: 200 to 599)");
    }
    findings.ignoreAllBut(response, Set.of("status", "body"));
    String body =
        response.hasBody() ? ProtoValues.inlineText(response.getBody(), "body", findings) : "";
    return new RouteAction.Reply(status, body == null ? "" : body);
  }

  /** As Envoy, a prefix rewrite replaces what the path match matched: all of an exact path. */
  private PathRewrite pathRewrite(
      String prefix, @Nullable RegexMatchAndSubstitute regex, RouteMatch match) {
    if (regex != null) {
      Pattern pattern =
          ProtoValues.pattern(
              regex.getPattern().getRegex(), 0, "regex_rewrite.pattern.regex", findings);
      return pattern == null
          ? new PathRewrite.Keep()
          : new PathRewrite.Regex(pattern, regex.getSubstitution());
    }
    if (prefix.isEmpty()) {
      return new PathRewrite.Keep();
    }
    return switch (match.getPathSpecifierCase()) {
      case PREFIX -> new PathRewrite.Prefix(match.getPrefix(), prefix);
      case PATH_SEPARATED_PREFIX -> new PathRewrite.Prefix(match.getPathSeparatedPrefix(), prefix);
      case PATH -> new PathRewrite.Full(prefix);
      case SAFE_REGEX, CONNECT_MATCHER, PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET -> {
        findings.problem(
            "prefix_rewrite",
            "with " + match.getPathSpecifierCase() + " (expected: a path or prefix match)");
        yield new PathRewrite.Keep();
      }
    };
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
