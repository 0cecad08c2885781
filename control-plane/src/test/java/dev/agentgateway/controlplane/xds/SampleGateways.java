package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import dev.agentgateway.controlplane.ir.ActionIr.WeightedBackendIr;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.ClusterIr.SourceIr;
import dev.agentgateway.controlplane.ir.EndpointsIr;
import dev.agentgateway.controlplane.ir.EndpointsIr.EndpointIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.SealingKeysIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr.RouteRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Values to encode: a Gateway demo/edge with one listener. */
public final class SampleGateways {
  /** The Gateway's id. */
  public static final String GATEWAY = "demo/edge";

  private SampleGateways() {}

  /** Keys of a Gateway whose sessions are sealed. */
  public static SealingKeysIr sealingKeys(String gateway) {
    return new SealingKeysIr(
        List.of(
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="));
  }

  /** A Gateway with a port for every HTTPRoute host of one listener {@code http}. */
  public static GatewayIr gateway(int port, List<String> services, VirtualHostIr... hosts) {
    return withPorts(List.of(port(port, hosts)), services);
  }

  /** A Gateway with these ports and a discovered cluster for each service. */
  public static GatewayIr withPorts(List<PortIr> ports, List<String> services) {
    List<ClusterIr> clusters = new ArrayList<>();
    List<EndpointsIr> endpoints = new ArrayList<>();
    for (String service : services) {
      clusters.add(
          new ClusterIr(
              cluster(service),
              "Service/demo/" + service + "/80",
              new SourceIr.Discovered(),
              Optional.empty(),
              false));
      endpoints.add(endpoints(service, 9000));
    }
    return new GatewayIr("demo", "edge", ports, clusters, endpoints, List.of());
  }

  /** One endpoint on loopback. */
  public static EndpointsIr endpoints(String service, int port) {
    return new EndpointsIr(cluster(service), List.of(new EndpointIr("127.0.0.1", port)));
  }

  /** A port with one listener that takes every host. */
  public static PortIr port(int port, VirtualHostIr... hosts) {
    List<VirtualHostIr> all =
        Stream.concat(Stream.of(hosts), Stream.of(catchAll("http", "*"))).toList();
    return new PortIr(port, List.of(), List.of(new ListenerIr("http", "*")), all, Map.of());
  }

  /** The name of a service's cluster. */
  public static String cluster(String service) {
    return GATEWAY + "/service/demo/" + service + "/80";
  }

  /** An HTTPRoute's virtual host. */
  public static VirtualHostIr host(String route, String hostname, RouteIr... routes) {
    return new VirtualHostIr(
        "http", Optional.of(new RouteRef("demo", route)), hostname, List.of(routes));
  }

  /** What answers requests that no route takes. */
  public static VirtualHostIr catchAll(String listener, String hostname) {
    RouteIr notFound =
        route(new PathIr.Prefix("/"), "", new ActionIr.Reply(404, "no route matches"));
    return new VirtualHostIr(listener, Optional.empty(), hostname, List.of(notFound));
  }

  /** A prefix that goes to a service. */
  public static RouteIr forward(String prefix, String service) {
    return route(
        new PathIr.Prefix(prefix),
        "p" + (999 - prefix.length()),
        forwardTo(List.of(share(service, 1)), new PathRewriteIr.Keep()));
  }

  /** A route. */
  public static RouteIr route(PathIr path, String precedence, ActionIr action) {
    return new RouteIr(
        "0/0",
        precedence,
        "0",
        pattern(path),
        new MatchIr(path, Optional.empty(), List.of(), List.of()),
        action,
        HeaderMutationIr.NONE,
        HeaderMutationIr.NONE);
  }

  /** A forward without timeouts. */
  public static ActionIr.Forward forwardTo(
      List<WeightedBackendIr> backends, PathRewriteIr rewrite) {
    return new ActionIr.Forward(
        backends, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), rewrite);
  }

  /** A share that goes to a service. */
  public static WeightedBackendIr share(String service, int weight) {
    return new WeightedBackendIr(
        BackendIr.Cluster.plain(cluster(service)),
        weight,
        HeaderMutationIr.NONE,
        HeaderMutationIr.NONE);
  }

  /** A share that answers 500. */
  public static WeightedBackendIr invalidShare(int weight) {
    return new WeightedBackendIr(
        new BackendIr.Invalid("Service demo/missing not found"),
        weight,
        HeaderMutationIr.NONE,
        HeaderMutationIr.NONE);
  }

  private static String pattern(PathIr path) {
    return switch (path) {
      case PathIr.Exact(String exact) -> exact;
      case PathIr.Prefix(String prefix) -> prefix.equals("/") ? "/*" : prefix + "/*";
      case PathIr.Regex(String regex) -> regex;
    };
  }
}
