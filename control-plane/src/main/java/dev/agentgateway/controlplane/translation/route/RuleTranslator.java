package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import dev.agentgateway.controlplane.ir.ActionIr.RetryIr;
import dev.agentgateway.controlplane.ir.ActionIr.WeightedBackendIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.translation.backend.BackendReference;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import dev.agentgateway.controlplane.translation.backend.Backends;
import dev.agentgateway.controlplane.translation.backend.Resolution;
import dev.agentgateway.controlplane.translation.reference.Referrer;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestRedirectFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRetry;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteTimeouts;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPURLRewriteFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates the rules of one HTTPRoute for one Gateway. */
final class RuleTranslator {

  /** Retries of a {@code retry} without {@code attempts}. */
  private static final int DEFAULT_RETRIES = 1;

  private static final int INTERNAL_ERROR = 500;

  private final HTTPRoute route;
  private final String namespace;
  private final String gatewayId;
  private final Backends backends;
  private final Precedence precedence;

  private final List<RouteIr> routes = new ArrayList<>();
  private final List<Finding> notAccepted = new ArrayList<>();
  private final List<Finding> unresolved = new ArrayList<>();
  private final List<BackendTarget> targets = new ArrayList<>();
  private final List<String> references = new ArrayList<>();

  RuleTranslator(HTTPRoute route, String gatewayId, Backends backends) {
    this.route = route;
    this.namespace = route.getMetadata().getNamespace();
    this.gatewayId = gatewayId;
    this.backends = backends;
    this.precedence =
        new Precedence(
            route.getMetadata().getCreationTimestamp(), namespace, route.getMetadata().getName());
  }

  RouteRules translate() {
    List<HTTPRouteRule> rules = route.getSpec().getRules();
    if (rules == null || rules.isEmpty()) {
      rules = List.of(new HTTPRouteRule());
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), i);
    }
    return new RouteRules(routes, notAccepted, unresolved, targets, references);
  }

  private void rule(HTTPRouteRule rule, int index) {
    String name = Objects.requireNonNullElse(rule.getName(), Integer.toString(index));
    List<Finding> findings = new ArrayList<>();
    Filters filters = Filters.ofRule(rule.getFilters());
    findings.addAll(filters.findings());
    if (rule.getSessionPersistence() != null) {
      findings.add(Finding.unsupported("sessionPersistence is not supported yet"));
    }
    List<WeightedBackendIr> shares = shares(rule.getBackendRefs(), findings);
    Limits limits = Limits.read(rule.getTimeouts(), rule.getRetry(), findings);

    Matches matches = new Matches();
    List<HTTPRouteMatch> written = rule.getMatches();
    int count = written == null ? 0 : written.size();
    List<RouteIr> translated = new ArrayList<>();
    for (int i = 0; i < Math.max(1, count); i++) {
      Optional<MatchIr> match =
          count == 0
              ? Optional.of(Matches.everything())
              : matches.read(Objects.requireNonNull(written).get(i));
      if (match.isPresent()) {
        ActionIr action = action(filters, shares, limits, match.get(), findings);
        translated.add(routeIr(index, i, name, match.get(), action, filters));
      }
    }
    for (RouteIr each : translated) {
      routes.add(findings.isEmpty() ? each : refused(each, findings));
    }
    findings.addAll(matches.findings());
    findings.stream()
        .distinct()
        .map(f -> new Finding(f.reason(), "rule " + name + ": " + f.message()))
        .forEach(notAccepted::add);
  }

  private RouteIr routeIr(
      int rule, int index, String name, MatchIr match, ActionIr action, Filters filters) {
    return new RouteIr(
        rule + "/" + index,
        precedence.key(match, rule, index),
        name,
        Matches.pattern(match.path()),
        match,
        action,
        filters.requestHeaders(),
        filters.responseHeaders());
  }

  /** The route, answering for itself that it cannot do what it was asked to. */
  private static RouteIr refused(RouteIr route, List<Finding> findings) {
    return replyingInstead(route, findings.getFirst().message());
  }

  /** The route with the same match that answers 500. */
  static RouteIr replyingInstead(RouteIr route, String why) {
    return new RouteIr(
        route.name(),
        route.precedence(),
        route.rule(),
        route.pattern(),
        route.match(),
        new ActionIr.Reply(INTERNAL_ERROR, why),
        HeaderMutationIr.NONE,
        HeaderMutationIr.NONE);
  }

  private static ActionIr action(
      Filters filters,
      List<WeightedBackendIr> shares,
      Limits limits,
      MatchIr match,
      List<Finding> findings) {
    if (filters.redirect().isPresent()) {
      return redirect(filters.redirect().get(), match, findings);
    }
    if (shares.isEmpty()) {
      return new ActionIr.Reply(INTERNAL_ERROR, "the route has no backend");
    }
    if (shares.stream().allMatch(share -> share.weight() == 0)) {
      return new ActionIr.Reply(INTERNAL_ERROR, "every backend of the route has weight 0");
    }
    Optional<HTTPURLRewriteFilter> rewrite = filters.rewrite();
    PathRewriteIr path =
        rewrite.isPresent()
            ? Filters.pathRewrite(rewrite.get().getPath(), match.path(), findings)
            : new PathRewriteIr.Keep();
    return new ActionIr.Forward(
        shares,
        limits.timeout(),
        limits.retry(),
        limits.perTryTimeout(),
        rewrite.map(HTTPURLRewriteFilter::getHostname),
        path);
  }

  private static ActionIr redirect(
      HTTPRequestRedirectFilter redirect, MatchIr match, List<Finding> findings) {
    return new ActionIr.Redirect(
        Objects.requireNonNullElse(redirect.getStatusCode(), 302),
        Optional.ofNullable(redirect.getScheme()),
        Optional.ofNullable(redirect.getHostname()),
        Optional.ofNullable(redirect.getPort()),
        Filters.pathRewrite(redirect.getPath(), match.path(), findings));
  }

  private List<WeightedBackendIr> shares(
      @Nullable List<HTTPBackendRef> refs, List<Finding> findings) {
    List<WeightedBackendIr> shares = new ArrayList<>();
    for (HTTPBackendRef ref : refs == null ? List.<HTTPBackendRef>of() : refs) {
      Filters filters = Filters.ofBackend(ref.getFilters());
      findings.addAll(filters.findings());
      shares.add(
          new WeightedBackendIr(
              backend(ref),
              Objects.requireNonNullElse(ref.getWeight(), 1),
              filters.requestHeaders(),
              filters.responseHeaders()));
    }
    return shares;
  }

  private BackendIr backend(HTTPBackendRef ref) {
    BackendReference reference = BackendReference.of(ref, namespace);
    references.add(reference.path());
    return switch (backends.forRoute(Referrer.httpRoute(namespace), reference)) {
      case Resolution.Found(BackendTarget target) -> {
        targets.add(target);
        target.parts().stream()
            .flatMap(part -> part.service().stream())
            .filter(service -> !references.contains(service))
            .forEach(references::add);
        yield target.routed(gatewayId);
      }
      case Resolution.Missing(String reason, String message) -> {
        unresolved.add(new Finding(reason, message));
        yield new BackendIr.Invalid(message);
      }
    };
  }

  /** How long a request may take and how often it is tried. */
  private record Limits(
      Optional<Duration> timeout, Optional<RetryIr> retry, Optional<Duration> perTryTimeout) {

    static Limits read(
        @Nullable HTTPRouteTimeouts timeouts,
        @Nullable HTTPRouteRetry retry,
        List<Finding> findings) {
      return new Limits(
          timeouts == null
              ? Optional.empty()
              : limit("timeouts.request", timeouts.getRequest(), findings),
          retry == null ? Optional.empty() : retry(retry, findings),
          timeouts == null
              ? Optional.empty()
              : limit("timeouts.backendRequest", timeouts.getBackendRequest(), findings));
    }

    private static Optional<RetryIr> retry(HTTPRouteRetry retry, List<Finding> findings) {
      int attempts = Objects.requireNonNullElse(retry.getAttempts(), DEFAULT_RETRIES);
      if (attempts <= 0) {
        return Optional.empty();
      }
      List<Integer> codes = Objects.requireNonNullElse(retry.getCodes(), List.of());
      return Optional.of(
          new RetryIr(
              attempts, Set.copyOf(codes), limit("retry.backoff", retry.getBackoff(), findings)));
    }

    /** A duration; zero means none. */
    private static Optional<Duration> limit(
        String where, @Nullable String text, List<Finding> findings) {
      if (text == null || text.isEmpty()) {
        return Optional.empty();
      }
      Optional<Duration> read = GatewayDuration.parse(text);
      if (read.isEmpty()) {
        findings.add(
            Finding.unsupported(where + ": " + text + " (expected: a duration such as 1m30s)"));
      }
      return read.filter(duration -> !duration.isZero());
    }
  }
}
