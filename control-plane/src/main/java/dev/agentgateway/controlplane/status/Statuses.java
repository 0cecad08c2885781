package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of every object at one instant. Immutable. */
public final class Statuses {

  /** Nothing yet. */
  public static final Statuses EMPTY = new Statuses(Map.of());

  private final Map<ObjectRef, Told> objects;

  /** Takes the map, which nobody changes any more. */
  Statuses(Map<ObjectRef, Told> objects) {
    this.objects = Collections.unmodifiableMap(objects);
  }

  /** The status of an object without timestamps. */
  public Optional<ObjectStatus> of(ObjectRef object) {
    return Optional.ofNullable(objects.get(object)).map(Told::status);
  }

  /** Every condition of an object, in the order of its status. */
  public List<PlacedCondition> conditions(ObjectRef object) {
    Told told = objects.get(object);
    return told == null ? List.of() : told.conditions();
  }

  Map<ObjectRef, Told> objects() {
    return objects;
  }

  /**
   * What is told of an object.
   *
   * @param conditions those of the status, with the times since which they hold
   */
  record Told(ObjectStatus status, List<PlacedCondition> conditions) {}
}
