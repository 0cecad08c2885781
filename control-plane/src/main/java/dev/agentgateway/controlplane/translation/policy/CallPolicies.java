package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.v1alpha1.BackendPolicy;
import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ActionIr.WeightedBackendIr;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.translation.backend.AiSettings;
import dev.agentgateway.controlplane.translation.gateway.ListenerModel;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;

/**
 * What policies of Gateways and routes say of calls of models. What a backend itself says stands;
 * then a policy for the rule, the route, the backend, the listener or port, and the Gateway, each
 * time the oldest.
 */
public final class CallPolicies {

  private final List<Said> ofRoutes;
  private final List<Said> ofGateways;

  private CallPolicies(List<Said> ofRoutes, List<Said> ofGateways) {
    this.ofRoutes = List.copyOf(ofRoutes);
    this.ofGateways = List.copyOf(ofGateways);
  }

  /**
   * Those among policies.
   *
   * @param policies oldest first
   */
  static CallPolicies of(List<PolicyModel> policies) {
    List<Said> ofRoutes = new ArrayList<>();
    List<Said> ofGateways = new ArrayList<>();
    for (boolean part : new boolean[] {true, false}) {
      for (PolicyModel policy : policies) {
        CallsIr calls = AiSettings.of(policy.backend().map(BackendPolicy::ai).orElse(null));
        for (PolicyTarget target : policy.targets()) {
          Cover cover = new Cover(policy.ref().namespace(), target);
          if (!calls.equals(CallsIr.NONE)
              && Cover.isAboveBackends(target)
              && cover.isOfAPart() == part) {
            (target.kind() == PolicyTarget.Kind.GATEWAY ? ofGateways : ofRoutes)
                .add(new Said(cover, calls));
          }
        }
      }
    }
    return new CallPolicies(ofRoutes, ofGateways);
  }

  /** A match of a route on a listener, its calls as policies say. */
  public RouteIr covered(
      ObjectMeta gateway, ListenerModel listener, ObjectMeta route, RouteIr match) {
    if ((ofRoutes.isEmpty() && ofGateways.isEmpty())
        || !(match.action() instanceof ActionIr.Forward forward)) {
      return match;
    }
    CallsIr byRoute = said(ofRoutes, gateway, listener, route, match.rule());
    CallsIr byGateway = said(ofGateways, gateway, listener, route, match.rule());
    if (byRoute.equals(CallsIr.NONE) && byGateway.equals(CallsIr.NONE)) {
      return match;
    }
    return match.doing(
        new ActionIr.Forward(
            forward.backends().stream().map(share -> covered(share, byRoute, byGateway)).toList(),
            forward.timeout(),
            forward.retry(),
            forward.perTryTimeout(),
            forward.hostRewrite(),
            forward.pathRewrite()));
  }

  private static WeightedBackendIr covered(
      WeightedBackendIr share, CallsIr byRoute, CallsIr byGateway) {
    if (!(share.backend() instanceof BackendIr.Cluster cluster)) {
      return share;
    }
    ProtocolIr covered =
        switch (cluster.protocol()) {
          case ProtocolIr.Llm llm -> llm.covered(byRoute, byGateway);
          case ProtocolIr.LlmGroups groups -> groups.covered(byRoute, byGateway);
          case ProtocolIr.Http _, ProtocolIr.Mcp _, ProtocolIr.A2a _ -> cluster.protocol();
        };
    return new WeightedBackendIr(
        new BackendIr.Cluster(cluster.name(), covered, cluster.auth()),
        share.weight(),
        share.requestHeaders(),
        share.responseHeaders());
  }

  private static CallsIr said(
      List<Said> all, ObjectMeta gateway, ListenerModel listener, ObjectMeta route, String rule) {
    return all.stream()
        .filter(said -> said.cover().covers(gateway, listener, route, rule))
        .map(Said::calls)
        .reduce(CallsIr.NONE, CallsIr::orElse);
  }

  private record Said(Cover cover, CallsIr calls) {}
}
