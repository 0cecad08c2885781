package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.Statuses.Told;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.ObjectStatus.GatewayStatus;
import dev.agentgateway.controlplane.translation.Translation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the present status of every object: the translation's, with what proxies refuse written
 * into the objects that caused it, and why a Gateway has no proxies into the Gateway.
 *
 * <p>Threading: updates are ordered by one lock; readers take one volatile read.
 */
public final class StatusStore {

  /** Reason of the {@code Programmed=False} of an object that some proxy refuses. */
  public static final String REJECTED_BY_PROXY = "RejectedByProxy";

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private Translation translation = Translation.EMPTY;
  private List<Nack> nacks = List.of();
  private Map<ObjectRef, String> unprovisioned = Map.of();
  private volatile Statuses current = Statuses.EMPTY;

  /** An empty store; the clock gives {@code lastTransitionTime}. */
  public StatusStore(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Takes the newest translation.
   *
   * @return objects whose status is another one now
   */
  public Set<ObjectRef> translated(Translation newest) {
    lock.lock();
    try {
      translation = newest;
      return merge();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes every refusal that stands now; one that is not in it any more has gone.
   *
   * @return objects whose status is another one now
   */
  public Set<ObjectRef> refused(Collection<Nack> standing) {
    List<Nack> sorted = List.copyOf(standing);
    lock.lock();
    try {
      if (sorted.equals(nacks)) {
        return Set.of();
      }
      nacks = sorted;
      return merge();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes why Gateways cannot be given proxies, by Gateway.
   *
   * @return objects whose status is another one now
   */
  public Set<ObjectRef> unprovisioned(Map<ObjectRef, String> gateways) {
    lock.lock();
    try {
      unprovisioned = Map.copyOf(gateways);
      return merge();
    } finally {
      lock.unlock();
    }
  }

  /** The present statuses. */
  public Statuses current() {
    return current;
  }

  private Set<ObjectRef> merge() {
    Map<ObjectRef, Told> before = current.objects();
    Map<ObjectRef, Told> after = HashMap.newHashMap(translation.statuses().size());
    Map<ObjectRef, TreeSet<Refusal>> refusals = Refusal.byObject(nacks, translation);
    Set<ObjectRef> changed = new HashSet<>();
    Instant now = clock.instant();
    for (ObjectStatus translated : translation.statuses()) {
      ObjectRef object = translated.object();
      TreeSet<Refusal> refused = refusals.get(object);
      ObjectStatus status = provisioned(translated);
      if (refused != null) {
        status = Refusal.into(status, refused);
      }
      Told known = before.get(object);
      if (known != null && known.status().equals(status)) {
        after.put(object, known);
      } else {
        after.put(object, told(status, known, now));
        changed.add(object);
      }
    }
    for (ObjectRef object : before.keySet()) {
      if (!after.containsKey(object)) {
        changed.add(object);
      }
    }
    current = new Statuses(after);
    return changed;
  }

  private ObjectStatus provisioned(ObjectStatus status) {
    String why = unprovisioned.get(status.object());
    if (why == null || !(status instanceof GatewayStatus gateway)) {
      return status;
    }
    List<Condition> conditions = new ArrayList<>();
    for (Condition condition : gateway.conditions()) {
      conditions.add(
          condition.type().equals(Refusal.CONDITION)
              ? new Condition(
                  condition.type(),
                  Condition.Status.FALSE,
                  "Invalid",
                  "Its proxies cannot be provisioned: " + why,
                  condition.observedGeneration())
              : condition);
    }
    return new GatewayStatus(
        gateway.object(), conditions, gateway.addresses(), gateway.listeners());
  }

  /** A condition's time changes when its value does, not when its reason or message does. */
  private static Told told(ObjectStatus status, @Nullable Told before, Instant now) {
    List<PlacedCondition> conditions = new ArrayList<>();
    for (PlacedCondition placed : PlacedCondition.of(status)) {
      conditions.add(placed.since(since(placed, before).orElse(now)));
    }
    return new Told(status, List.copyOf(conditions));
  }

  private static Optional<Instant> since(PlacedCondition placed, @Nullable Told before) {
    if (before == null) {
      return Optional.empty();
    }
    return before.conditions().stream()
        .filter(
            known ->
                known.where().equals(placed.where())
                    && known.condition().type().equals(placed.condition().type())
                    && known.condition().status() == placed.condition().status())
        .map(PlacedCondition::since)
        .findFirst();
  }
}
