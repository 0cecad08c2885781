package dev.agentgateway.dataplane.xds.decode;

import com.google.protobuf.Struct;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** RouteConfiguration and VirtualHost to {@link RouteTableConfig} and {@link VirtualHostConfig}. */
final class RouteTableDecoder {

  private final Findings findings;

  RouteTableDecoder(Findings findings) {
    this.findings = findings;
  }

  RouteTableResource decode(RouteConfiguration table, String name, String version) {
    findings.ignoreAllBut(
        table,
        Set.of(
            "name",
            "virtual_hosts",
            "vhds",
            "validate_clusters",
            // Ports never count in matching.
            "ignore_port_in_host_matching"));
    new PerFilterConfigs(findings).check(table.getTypedPerFilterConfigMap());
    if (table.hasVhds()) {
      ConfigSources.requireAds(table.getVhds().getConfigSource(), "vhds.config_source", findings);
    }
    List<VirtualHostConfig> hosts = new ArrayList<>();
    for (int i = 0; i < table.getVirtualHostsCount(); i++) {
      try (Findings.Scope _ = findings.at("virtual_hosts", i)) {
        hosts.add(decode(table.getVirtualHosts(i), version));
      }
    }
    return new RouteTableResource(new RouteTableConfig(name, hosts, version), table.hasVhds());
  }

  VirtualHostConfig decode(VirtualHost host, String version) {
    findings.ignoreAllBut(
        host,
        Set.of("name", "domains", "routes", "require_tls", "metadata", "typed_per_filter_config"));
    new PerFilterConfigs(findings).check(host.getTypedPerFilterConfigMap());
    if (host.getRequireTls() != VirtualHost.TlsRequirementType.NONE) {
      findings.problem("require_tls", host.getRequireTls() + " (expected: NONE)");
    }
    if (host.hasMatcher()) {
      findings.problem("matcher", "not supported (expected: routes)");
    }
    List<RouteConfig> routes = new ArrayList<>();
    for (int i = 0; i < host.getRoutesCount(); i++) {
      try (Findings.Scope _ = findings.at("routes", i)) {
        RouteConfig route = decode(host.getRoutes(i));
        if (route != null) {
          routes.add(route);
        }
      }
    }
    String listener = ProtoValues.text(ProtoValues.ownMetadata(host.getMetadata()), "listener");
    return new VirtualHostConfig(host.getName(), domains(host), listener, routes, version);
  }

  /** Lower case, without ports, in the order of the resource. */
  private List<String> domains(VirtualHost host) {
    if (host.getDomainsCount() == 0) {
      findings.problem("domains", "none (expected: at least one)");
    }
    Set<String> domains = new LinkedHashSet<>();
    for (int i = 0; i < host.getDomainsCount(); i++) {
      String domain = withoutPort(host.getDomains(i).toLowerCase(Locale.ROOT));
      boolean isValid =
          domain.equals("*")
              || (domain.startsWith("*.") && domain.length() > 2 && domain.indexOf('*', 1) < 0)
              || (!domain.isEmpty() && domain.indexOf('*') < 0);
      if (isValid) {
        domains.add(domain);
      } else {
        findings.problem(
            "domains[" + i + "]",
            "'" + host.getDomains(i) + "' (expected: a host name, *.SUFFIX or *)");
      }
    }
    return List.copyOf(domains);
  }

  private static String withoutPort(String domain) {
    int colon = domain.lastIndexOf(':');
    boolean isBare = domain.indexOf(':') != colon && !domain.startsWith("[");
    boolean isIpV6 = domain.endsWith("]") || isBare;
    return colon < 0 || isIpV6 ? domain : domain.substring(0, colon);
  }

  private @Nullable RouteConfig decode(Route route) {
    findings.ignoreAllBut(
        route,
        Set.of(
            "name",
            "match",
            "route",
            "redirect",
            "direct_response",
            "filter_action",
            "non_forwarding_action",
            "metadata",
            "typed_per_filter_config",
            "request_headers_to_add",
            "request_headers_to_remove",
            "response_headers_to_add",
            "response_headers_to_remove"));
    new PerFilterConfigs(findings).check(route.getTypedPerFilterConfigMap());
    RouteMatch match;
    try (Findings.Scope _ = findings.at("match")) {
      match = new MatchDecoder(findings).decode(route.getMatch());
    }
    RouteAction action = new ActionDecoder(findings).decode(route);
    HeaderMutationDecoder headers = new HeaderMutationDecoder(findings);
    var request =
        headers.decode(
            "request_headers_to_add",
            route.getRequestHeadersToAddList(),
            route.getRequestHeadersToRemoveList());
    var response =
        headers.decode(
            "response_headers_to_add",
            route.getResponseHeadersToAddList(),
            route.getResponseHeadersToRemoveList());
    if (match == null || action == null) {
      return null;
    }
    Struct metadata = ProtoValues.ownMetadata(route.getMetadata());
    return new RouteConfig(
        identity(route, metadata),
        ProtoValues.text(metadata, "precedence"),
        match,
        action,
        request,
        response);
  }

  private static RouteConfig.Identity identity(Route route, Struct metadata) {
    if (metadata.getFieldsCount() == 0) {
      return new RouteConfig.Identity(route.getName(), "", pattern(route.getMatch()));
    }
    return new RouteConfig.Identity(
        ProtoValues.text(metadata, "route"),
        ProtoValues.text(metadata, "rule"),
        ProtoValues.text(metadata, "pattern"));
  }

  /** {@code http.route} of a route that a foreign management server made. */
  private static String pattern(io.envoyproxy.envoy.config.route.v3.RouteMatch match) {
    return switch (match.getPathSpecifierCase()) {
      case PATH -> match.getPath();
      case PREFIX -> prefixPattern(match.getPrefix());
      case PATH_SEPARATED_PREFIX -> prefixPattern(match.getPathSeparatedPrefix());
      case SAFE_REGEX -> match.getSafeRegex().getRegex();
      case CONNECT_MATCHER, PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET -> "";
    };
  }

  private static String prefixPattern(String prefix) {
    if (prefix.isEmpty()) {
      return "/*";
    }
    return prefix.endsWith("/") ? prefix + "*" : prefix + "/*";
  }
}
