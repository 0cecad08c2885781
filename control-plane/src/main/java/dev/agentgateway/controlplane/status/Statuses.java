package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of every object at one instant. Immutable. */
public final class Statuses {

  /** Nothing yet. */
  public static final Statuses EMPTY = new Statuses(Map.of(), Map.of());

  private final Map<ObjectRef, ObjectStatus> objects;
  private final Map<Place, Since> transitions;

  Statuses(Map<ObjectRef, ObjectStatus> objects, Map<Place, Since> transitions) {
    this.objects = Map.copyOf(objects);
    this.transitions = Map.copyOf(transitions);
  }

  /** The status of an object without timestamps. */
  public Optional<ObjectStatus> of(ObjectRef object) {
    return Optional.ofNullable(objects.get(object));
  }

  /** Every condition of an object, in the order of its status. */
  public List<PlacedCondition> conditions(ObjectRef object) {
    return of(object)
        .map(
            status ->
                PlacedCondition.of(status).stream()
                    .map(placed -> placed.since(since(object, placed)))
                    .toList())
        .orElse(List.of());
  }

  private Instant since(ObjectRef object, PlacedCondition placed) {
    Since known = transitions.get(new Place(object, placed.where(), placed.condition().type()));
    return known == null ? Instant.EPOCH : known.at();
  }

  Map<Place, Since> transitions() {
    return transitions;
  }

  /** Where a condition stands: {@code where} as in {@link PlacedCondition}. */
  record Place(ObjectRef object, String where, String type) {}

  /** When a condition took its present value. */
  record Since(Condition.Status value, Instant at) {}
}
