package dev.agentgateway.controlplane.status;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.Statuses.Place;
import dev.agentgateway.controlplane.status.Statuses.Since;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.Translation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the present status of every object: the translation's, with what proxies refuse written
 * into the objects that caused it.
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
  private volatile Statuses current = Statuses.EMPTY;

  /** An empty store; the clock gives {@code lastTransitionTime}. */
  public StatusStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes the newest translation. */
  public void translated(Translation newest) {
    lock.lock();
    try {
      translation = newest;
      merge();
    } finally {
      lock.unlock();
    }
  }

  /** Takes every refusal that stands now; one that is not in it any more has gone. */
  public void refused(Collection<Nack> standing) {
    List<Nack> sorted = List.copyOf(standing);
    lock.lock();
    try {
      if (!sorted.equals(nacks)) {
        nacks = sorted;
        merge();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The present statuses. */
  public Statuses current() {
    return current;
  }

  private void merge() {
    Map<ObjectRef, ObjectStatus> merged = new HashMap<>();
    translation.statuses().forEach(status -> merged.put(status.object(), status));
    Map<ObjectRef, TreeSet<Refusal>> refusals = Refusal.byObject(nacks, translation);
    refusals.forEach(
        (object, all) -> merged.computeIfPresent(object, (_, status) -> Refusal.into(status, all)));
    current = new Statuses(merged, transitions(merged.values()));
  }

  /** A condition's time changes when its value does, not when its reason or message does. */
  private Map<Place, Since> transitions(Collection<ObjectStatus> statuses) {
    Instant now = clock.instant();
    Map<Place, Since> before = current.transitions();
    Map<Place, Since> after = new HashMap<>();
    for (ObjectStatus status : statuses) {
      for (PlacedCondition placed : PlacedCondition.of(status)) {
        Place place = new Place(status.object(), placed.where(), placed.condition().type());
        Since known = before.get(place);
        after.put(
            place,
            known != null && known.value() == placed.condition().status()
                ? known
                : new Since(placed.condition().status(), now));
      }
    }
    return after;
  }
}
