package dev.agentgateway.controlplane.translation;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What the desired state means.
 *
 * <p>Values that did not change since the previous translation are the same instances, so that
 * later stages may compare by identity first.
 *
 * @param gateways one per Gateway of ours, sorted by id
 * @param statuses one per object of ours that has a status, sorted by object
 * @param problems sorted by object
 * @param claims of policies on Gateways; one that beats another is before it
 */
public record Translation(
    List<GatewayIr> gateways,
    List<ObjectStatus> statuses,
    List<Problem> problems,
    List<PolicyClaim> claims) {

  /** Nothing at all. */
  public static final Translation EMPTY =
      new Translation(List.of(), List.of(), List.of(), List.of());

  public Translation {
    gateways = List.copyOf(gateways);
    statuses = List.copyOf(statuses);
    problems = List.copyOf(problems);
    claims = List.copyOf(claims);
  }

  /** The status of an object, empty where it has none or is not ours. */
  public Optional<ObjectStatus> status(ObjectRef object) {
    int low = 0;
    int high = statuses.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      ObjectStatus candidate = statuses.get(middle);
      int order = candidate.object().compareTo(object);
      if (order == 0) {
        return Optional.of(candidate);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /**
   * Policies that want to decide about requests of a Gateway's listener, field by field, the one in
   * force first.
   *
   * @param gateway NAMESPACE/NAME
   */
  public List<PolicyClaim.Outcome> policies(String gateway, String listener, int port) {
    return PolicyClaim.on(claims, gateway, listener, port);
  }

  /**
   * Objects that an xDS resource comes from, the most telling first; empty for a name that is not
   * in this translation. It searches, so it is for answers to people, not for every push.
   *
   * @param name xDS resource name
   */
  public List<ObjectRef> causes(ResourceType type, String name) {
    return new ResourceCauses(gateways).of(type, name);
  }
}
