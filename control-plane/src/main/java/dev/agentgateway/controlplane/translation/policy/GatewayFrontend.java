package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The frontend policies in force on one Gateway.
 *
 * @param byPort for ports, the Gateway's own policy included
 * @param byListener for listeners that have one of their own, what holds for their port included
 * @param collectors clusters that spans go to
 * @param references every collector that is named, KIND/NAMESPACE/NAME[/PORT]
 */
public record GatewayFrontend(
    Map<Integer, FrontendPolicyIr> byPort,
    Map<String, FrontendPolicyIr> byListener,
    List<Collector> collectors,
    List<String> references) {

  /** None. */
  public static final GatewayFrontend NONE =
      new GatewayFrontend(Map.of(), Map.of(), List.of(), List.of());

  public GatewayFrontend {
    byPort = Map.copyOf(byPort);
    byListener = Map.copyOf(byListener);
    collectors = List.copyOf(collectors);
    references = List.copyOf(references);
  }

  /** In force for a port's requests, unless their listener has a policy of its own. */
  public Optional<FrontendPolicyIr> ofPort(int port) {
    return Optional.ofNullable(byPort.get(port));
  }

  /** A listener's own. */
  public Optional<FrontendPolicyIr> ofListener(String listener) {
    return Optional.ofNullable(byListener.get(listener));
  }

  /** A cluster that spans go to. */
  public record Collector(String cluster, BackendTarget target, boolean http2) {}
}
