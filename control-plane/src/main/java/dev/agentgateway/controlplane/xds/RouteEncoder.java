package dev.agentgateway.controlplane.xds;

import com.google.protobuf.UInt32Value;
import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ActionIr.RetryIr;
import dev.agentgateway.controlplane.ir.ActionIr.WeightedBackendIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr.FieldIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr.RouteRef;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.NonForwardingAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.ClusterNotFoundResponseCode;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Routes: matches, actions, header changes. */
final class RouteEncoder {
  private static final int MAX_BODY = 1_024;
  private static final int BACKOFF_GROWTH = 10;
  private static final int NOT_IMPLEMENTED = 501;
  private static final String OURS_ALONE =
      "a backend of the route needs an agentgateway proxy: it speaks an agent's protocol, or is"
          + " given credentials";

  /** Who reads the routes. */
  enum Form {
    /** Our own proxy. */
    AGENTGATEWAY,

    /** Envoy and those that read the same: what takes our proxy is answered 501. */
    ENVOY,

    /** gRPC knows neither segment prefixes nor answers of a route's own. */
    GRPC
  }

  private final String gateway;
  private final Form form;

  RouteEncoder(String gateway, Form form) {
    this.gateway = gateway;
    this.form = form;
  }

  Route route(Optional<RouteRef> httpRoute, RouteIr route) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("precedence", route.precedence());
    httpRoute.ifPresent(ref -> metadata.put("route", ref.toString()));
    metadata.put("rule", route.rule());
    metadata.put("pattern", route.pattern());
    Route.Builder builder =
        Route.newBuilder()
            .setName(httpRoute.map(ref -> ref + "/").orElse("") + route.name())
            .setMatch(MatchEncoder.match(route.match(), form))
            .setMetadata(Structs.metadata(metadata));
    HostMutation request = HostMutation.of(route.requestHeaders());
    builder
        .addAllRequestHeadersToAdd(fields(request.rest()))
        .addAllRequestHeadersToRemove(request.rest().remove())
        .addAllResponseHeadersToAdd(fields(route.responseHeaders()))
        .addAllResponseHeadersToRemove(route.responseHeaders().remove());
    switch (route.action()) {
      case ActionIr.Forward forward -> forward(builder, forward, request.host());
      case ActionIr.Redirect redirect -> redirect(builder, redirect);
      case ActionIr.Reply(int status, String why) -> reply(builder, status, why);
    }
    return builder.build();
  }

  private void forward(Route.Builder route, ActionIr.Forward forward, Optional<String> setHost) {
    List<WeightedBackendIr> backends =
        forward.backends().stream().filter(backend -> backend.weight() > 0).toList();
    Optional<String> allInvalid = allInvalid(backends);
    if (allInvalid.isPresent()) {
      reply(route, 500, allInvalid.get());
      return;
    }
    if (form != Form.AGENTGATEWAY && backends.stream().anyMatch(RouteEncoder::isOursAlone)) {
      reply(route, NOT_IMPLEMENTED, OURS_ALONE);
      return;
    }
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setClusterNotFoundResponseCode(ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR)
            // Envoy's own default is 15 s; zero is none.
            .setTimeout(duration(forward.timeout().orElse(Duration.ZERO)));
    if (backends.size() == 1 && changesNothing(backends.getFirst())) {
      action.setCluster(cluster(backends.getFirst().backend()));
    } else {
      WeightedCluster.Builder clusters = WeightedCluster.newBuilder();
      backends.forEach(backend -> clusters.addClusters(share(backend)));
      action.setWeightedClusters(clusters);
    }
    forward.hostRewrite().or(() -> setHost).ifPresent(action::setHostRewriteLiteral);
    PathRewrites.forward(action, forward.pathRewrite());
    retry(forward).ifPresent(action::setRetryPolicy);
    route.setRoute(action);
  }

  private void redirect(Route.Builder route, ActionIr.Redirect redirect) {
    if (form == Form.GRPC) {
      route.setNonForwardingAction(NonForwardingAction.getDefaultInstance());
      return;
    }
    RedirectAction.Builder action =
        RedirectAction.newBuilder().setResponseCode(code(redirect.status()));
    redirect.scheme().ifPresent(action::setSchemeRedirect);
    redirect.host().ifPresent(action::setHostRedirect);
    redirect.port().ifPresent(action::setPortRedirect);
    PathRewrites.redirect(action, redirect.path());
    route.setRedirect(action);
  }

  private void reply(Route.Builder route, int status, String why) {
    if (form == Form.GRPC) {
      route.setNonForwardingAction(NonForwardingAction.getDefaultInstance());
      return;
    }
    String body = why.length() > MAX_BODY ? why.substring(0, MAX_BODY) : why;
    DirectResponseAction.Builder action = DirectResponseAction.newBuilder().setStatus(status);
    if (!body.isEmpty()) {
      action.setBody(DataSource.newBuilder().setInlineString(body));
    }
    route.setDirectResponse(action);
  }

  private WeightedCluster.ClusterWeight share(WeightedBackendIr backend) {
    HostMutation request = HostMutation.of(backend.requestHeaders());
    WeightedCluster.ClusterWeight.Builder share =
        WeightedCluster.ClusterWeight.newBuilder()
            .setName(cluster(backend.backend()))
            .setWeight(UInt32Value.of(backend.weight()))
            .addAllRequestHeadersToAdd(fields(request.rest()))
            .addAllRequestHeadersToRemove(request.rest().remove())
            .addAllResponseHeadersToAdd(fields(backend.responseHeaders()))
            .addAllResponseHeadersToRemove(backend.responseHeaders().remove());
    request.host().ifPresent(share::setHostRewriteLiteral);
    if (backend.backend() instanceof BackendIr.Cluster cluster && cluster.isOursAlone()) {
      share.putTypedPerFilterConfig(
          ListenerEncoder.GATEWAY_FILTER,
          XdsResource.pack(
              FilterConfig.newBuilder()
                  .setIsOptional(true)
                  .setConfig(XdsResource.pack(BackendFilterEncoder.encode(gateway, cluster)))
                  .build()));
    }
    return share.build();
  }

  private String cluster(BackendIr backend) {
    return switch (backend) {
      case BackendIr.Cluster cluster -> cluster.name();
      case BackendIr.Invalid(String why) -> ResourceNames.invalidCluster(gateway);
    };
  }

  /** Why no backend takes a request; empty if one does. */
  private static Optional<String> allInvalid(List<WeightedBackendIr> backends) {
    String reason = "no backend has a weight";
    for (WeightedBackendIr backend : backends) {
      switch (backend.backend()) {
        case BackendIr.Cluster _ -> {
          return Optional.empty();
        }
        case BackendIr.Invalid(String why) -> reason = why;
      }
    }
    return Optional.of(reason);
  }

  private static boolean isOursAlone(WeightedBackendIr backend) {
    return backend.backend() instanceof BackendIr.Cluster cluster && cluster.isOursAlone();
  }

  private static boolean changesNothing(WeightedBackendIr backend) {
    return !isOursAlone(backend)
        && backend.requestHeaders().equals(HeaderMutationIr.NONE)
        && backend.responseHeaders().equals(HeaderMutationIr.NONE);
  }

  private static Optional<RetryPolicy> retry(ActionIr.Forward forward) {
    if (forward.retry().isEmpty() && forward.perTryTimeout().isEmpty()) {
      return Optional.empty();
    }
    RetryPolicy.Builder policy = RetryPolicy.newBuilder();
    forward.perTryTimeout().ifPresent(limit -> policy.setPerTryTimeout(duration(limit)));
    if (forward.retry().isEmpty()) {
      return Optional.of(policy.setNumRetries(UInt32Value.of(0)).build());
    }
    RetryIr retry = forward.retry().get();
    String on = "connect-failure,refused-stream,reset";
    policy
        .setRetryOn(retry.codes().isEmpty() ? on : on + ",retriable-status-codes")
        .setNumRetries(UInt32Value.of(retry.attempts()))
        .addAllRetriableStatusCodes(new TreeSet<>(retry.codes()));
    retry
        .backoff()
        .ifPresent(
            backoff ->
                policy.setRetryBackOff(
                    RetryPolicy.RetryBackOff.newBuilder()
                        .setBaseInterval(duration(backoff))
                        .setMaxInterval(duration(backoff.multipliedBy(BACKOFF_GROWTH)))));
    return Optional.of(policy.build());
  }

  private static List<HeaderValueOption> fields(HeaderMutationIr mutation) {
    List<HeaderValueOption> fields = new ArrayList<>();
    mutation
        .set()
        .forEach(f -> fields.add(field(f, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)));
    mutation.add().forEach(f -> fields.add(field(f, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)));
    return fields;
  }

  private static HeaderValueOption field(FieldIr field, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(field.name())
                // A percent sign would start a substitution.
                .setValue(field.value().replace("%", "%%")))
        .setAppendAction(action)
        .setKeepEmptyValue(field.value().isEmpty())
        .build();
  }

  private static RedirectResponseCode code(int status) {
    return switch (status) {
      case 301 -> RedirectResponseCode.MOVED_PERMANENTLY;
      case 303 -> RedirectResponseCode.SEE_OTHER;
      case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
      case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
      default -> RedirectResponseCode.FOUND;
    };
  }

  private static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.toSeconds())
        .setNanos(duration.toNanosPart())
        .build();
  }

  /**
   * Header changes without those of {@code host}, which Envoy refuses; a host that is set becomes a
   * rewrite of the host.
   */
  private record HostMutation(HeaderMutationIr rest, Optional<String> host) {
    static HostMutation of(HeaderMutationIr mutation) {
      if (mutation.equals(HeaderMutationIr.NONE)) {
        return new HostMutation(mutation, Optional.empty());
      }
      Optional<String> host =
          mutation.set().stream().filter(f -> isHost(f.name())).map(FieldIr::value).findFirst();
      return new HostMutation(
          new HeaderMutationIr(
              mutation.set().stream().filter(f -> !isHost(f.name())).toList(),
              mutation.add().stream().filter(f -> !isHost(f.name())).toList(),
              mutation.remove().stream().filter(name -> !isHost(name)).toList()),
          host);
    }

    private static boolean isHost(String name) {
      return name.equalsIgnoreCase("host");
    }
  }
}
