package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import dev.agentgateway.controlplane.ir.ActionIr.WeightedBackendIr;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.EndpointsIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A translation as maps, lists and scalars for people to read; what is empty is left out. */
final class TranslationView {

  private TranslationView() {}

  static Map<String, Object> of(Translation translation) {
    Map<String, Object> view = new LinkedHashMap<>();
    Map<String, Object> statuses = new LinkedHashMap<>();
    for (ObjectStatus status : translation.statuses()) {
      statuses.put(status.object().toString(), StatusView.of(status));
    }
    put(view, "status", statuses);
    put(
        view,
        "notes",
        translation.problems().stream()
            .filter(problem -> problem.severity() == Problem.Severity.NOTE)
            .map(problem -> problem.object() + ": " + problem.message())
            .toList());
    Map<String, Object> gateways = new LinkedHashMap<>();
    translation.gateways().forEach(gateway -> gateways.put(gateway.id(), gateway(gateway)));
    put(view, "gateways", gateways);
    return view;
  }

  private static Map<String, Object> gateway(GatewayIr gateway) {
    Map<String, Object> view = new LinkedHashMap<>();
    Map<String, Object> ports = new LinkedHashMap<>();
    gateway.ports().forEach(port -> ports.put(String.valueOf(port.port()), port(port)));
    put(view, "ports", ports);
    Map<String, Object> clusters = new LinkedHashMap<>();
    for (ClusterIr cluster : gateway.clusters()) {
      clusters.put(cluster.name().substring(gateway.id().length() + 1), cluster(cluster, gateway));
    }
    put(view, "clusters", clusters);
    put(view, "secrets", gateway.secrets().stream().map(SecretIr::name).toList());
    return view;
  }

  private static Map<String, Object> cluster(ClusterIr cluster, GatewayIr gateway) {
    Map<String, Object> view = new LinkedHashMap<>();
    put(view, "backend", cluster.backend());
    switch (cluster.source()) {
      case ClusterIr.SourceIr.Host(String host, int port) -> put(view, "host", host + ":" + port);
      case ClusterIr.SourceIr.Discovered _ ->
          view.put(
              "endpoints",
              gateway.endpoints().stream()
                  .filter(endpoints -> endpoints.cluster().equals(cluster.name()))
                  .map(EndpointsIr::endpoints)
                  .findFirst()
                  .orElseThrow()
                  .stream()
                  .map(endpoint -> endpoint.address() + ":" + endpoint.port())
                  .toList());
    }
    cluster.tls().ifPresent(tls -> view.put("tls", tls(tls)));
    if (cluster.http2()) {
      view.put("http2", true);
    }
    return view;
  }

  private static Map<String, Object> tls(ClusterIr.TlsIr tls) {
    Map<String, Object> view = new LinkedHashMap<>();
    put(view, "serverName", tls.serverName());
    tls.caPem().ifPresent(ca -> view.put("ca", ca.strip()));
    view.put("verify", tls.verify());
    put(view, "alpn", tls.alpn());
    return view;
  }

  private static Map<String, Object> port(PortIr port) {
    Map<String, Object> view = new LinkedHashMap<>();
    put(view, "addresses", port.addresses());
    Map<String, Object> listeners = new LinkedHashMap<>();
    port.listeners().forEach(listener -> listeners.put(listener.name(), listener(listener)));
    put(view, "listeners", listeners);
    List<Object> hosts = new ArrayList<>();
    for (VirtualHostIr host : port.virtualHosts()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("host", host.hostname());
      each.put("listener", host.listener());
      host.route().ifPresent(route -> each.put("route", route.toString()));
      each.put(
          "routes",
          host.routes().stream()
              .map(route -> host.route().isPresent() ? route(route) : action(route.action()))
              .toList());
      hosts.add(each);
    }
    put(view, "hosts", hosts);
    put(view, "order", order(port));
    FrontendView.add(view, port.policies());
    return view;
  }

  private static Object listener(PortIr.ListenerIr listener) {
    if (listener.tls().isEmpty()) {
      return listener.hostname();
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("host", listener.hostname());
    view.put("certificates", listener.tls().get().certificates());
    return view;
  }

  /** For every domain that several HTTPRoutes or matches share: which is asked first. */
  private static Map<String, Object> order(PortIr port) {
    Map<String, List<Map.Entry<String, String>>> byHost = new TreeMap<>();
    for (VirtualHostIr host : port.virtualHosts()) {
      for (RouteIr route : host.routes()) {
        host.route()
            .ifPresent(
                name ->
                    byHost
                        .computeIfAbsent(host.hostname(), key -> new ArrayList<>())
                        .add(Map.entry(route.precedence(), name + " " + route.name())));
      }
    }
    Map<String, Object> order = new LinkedHashMap<>();
    byHost.forEach(
        (host, routes) -> {
          if (routes.size() > 1) {
            routes.sort(Comparator.comparing(Map.Entry::getKey));
            order.put(host, routes.stream().map(Map.Entry::getValue).toList());
          }
        });
    return order;
  }

  private static Map<String, Object> route(RouteIr route) {
    Map<String, Object> view = new LinkedHashMap<>();
    if (!route.rule().equals(route.name().substring(0, route.name().indexOf('/')))) {
      view.put("rule", route.rule());
    }
    match(view, route.match());
    view.putAll(action(route.action()));
    put(view, "requestHeaders", headers(route.requestHeaders()));
    put(view, "responseHeaders", headers(route.responseHeaders()));
    return view;
  }

  private static void match(Map<String, Object> view, MatchIr match) {
    switch (match.path()) {
      case MatchIr.PathIr.Exact(String path) -> view.put("exact", path);
      case MatchIr.PathIr.Prefix(String prefix) -> view.put("prefix", prefix);
      case MatchIr.PathIr.Regex(String regex) -> view.put("regex", regex);
    }
    match.method().ifPresent(method -> view.put("method", method));
    put(view, "headers", match.headers().stream().map(TranslationView::named).toList());
    put(view, "query", match.query().stream().map(TranslationView::named).toList());
  }

  private static String named(MatchIr.NamedMatchIr match) {
    return switch (match.value()) {
      case MatchIr.ValueIr.Exact(String value) -> match.name() + "=" + value;
      case MatchIr.ValueIr.Regex(String regex) -> match.name() + "=~" + regex;
    };
  }

  private static Map<String, Object> action(ActionIr action) {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (action) {
      case ActionIr.Reply(int status, String why) -> view.put("reply", status + " " + why);
      case ActionIr.Redirect redirect -> {
        Map<String, Object> to = new LinkedHashMap<>();
        to.put("status", redirect.status());
        redirect.scheme().ifPresent(scheme -> to.put("scheme", scheme));
        redirect.host().ifPresent(host -> to.put("host", host));
        redirect.port().ifPresent(port -> to.put("port", port));
        put(to, "path", path(redirect.path()));
        view.put("redirect", to);
      }
      case ActionIr.Forward forward -> {
        view.put("forward", forward.backends().stream().map(TranslationView::share).toList());
        forward.timeout().ifPresent(timeout -> view.put("timeout", timeout.toString()));
        forward.perTryTimeout().ifPresent(timeout -> view.put("perTryTimeout", timeout.toString()));
        forward.retry().ifPresent(retry -> view.put("retry", retry(retry)));
        forward.hostRewrite().ifPresent(host -> view.put("hostRewrite", host));
        put(view, "pathRewrite", path(forward.pathRewrite()));
      }
    }
    return view;
  }

  private static Map<String, Object> retry(ActionIr.RetryIr retry) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("attempts", retry.attempts());
    put(view, "codes", retry.codes().stream().sorted().toList());
    retry.backoff().ifPresent(backoff -> view.put("backoff", backoff.toString()));
    return view;
  }

  private static Map<String, Object> share(WeightedBackendIr share) {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (share.backend()) {
      case BackendIr.Cluster cluster -> {
        view.put("to", BackendView.local(cluster.name()));
        BackendView.add(view, cluster);
      }
      case BackendIr.Invalid(String why) -> view.put("invalid", why);
    }
    if (share.weight() != 1) {
      view.put("weight", share.weight());
    }
    put(view, "requestHeaders", headers(share.requestHeaders()));
    put(view, "responseHeaders", headers(share.responseHeaders()));
    return view;
  }

  private static String path(PathRewriteIr path) {
    return switch (path) {
      case PathRewriteIr.Keep _ -> "";
      case PathRewriteIr.Full(String full) -> full;
      case PathRewriteIr.Prefix(String matched, String replacement) ->
          matched + " => " + replacement;
    };
  }

  private static Map<String, Object> headers(HeaderMutationIr headers) {
    Map<String, Object> view = new LinkedHashMap<>();
    put(view, "set", headers.set().stream().map(f -> f.name() + "=" + f.value()).toList());
    put(view, "add", headers.add().stream().map(f -> f.name() + "=" + f.value()).toList());
    put(view, "remove", headers.remove());
    return view;
  }

  static void put(Map<String, Object> view, String key, Object value) {
    boolean empty =
        (value instanceof Map<?, ?> map && map.isEmpty())
            || (value instanceof List<?> list && list.isEmpty())
            || (value instanceof String text && text.isEmpty());
    if (!empty) {
      view.put(key, value);
    }
  }
}
