package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where TLS is spoken the listener is chosen by the name that a client asks for at its start, and
 * each listener has routes of its own. A request for a host that another listener of the port has
 * is answered 421, so that the client opens a connection to that one.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/geps/gep-3567/">GEP-3567</a>
 */
final class ListenerRoutes {
  private static final int MISDIRECTED_REQUEST = 421;

  static final RouteIr MISDIRECTED =
      new RouteIr(
          "misdirected",
          "",
          "",
          "",
          new MatchIr(new MatchIr.PathIr.Prefix("/"), Optional.empty(), List.of(), List.of()),
          new ActionIr.Reply(MISDIRECTED_REQUEST, "misdirected request"),
          HeaderMutationIr.NONE,
          HeaderMutationIr.NONE);

  private ListenerRoutes() {}

  /** The port as one of its listeners has it: that listener's hosts and policies. */
  static PortIr of(PortIr port, ListenerIr listener) {
    Map<String, FrontendPolicyIr> policies = new HashMap<>(port.policies());
    policies.keySet().removeIf(key -> !key.isEmpty() && !key.equals(listener.name()));
    return new PortIr(
        port.port(),
        port.addresses(),
        port.listeners(),
        port.virtualHosts().stream().filter(h -> h.listener().equals(listener.name())).toList(),
        policies);
  }

  /** Hostnames of the other listeners of the port. */
  static List<String> elsewhere(PortIr port, ListenerIr listener) {
    return port.listeners().stream()
        .filter(other -> !other.name().equals(listener.name()))
        .map(ListenerIr::hostname)
        .toList();
  }
}
