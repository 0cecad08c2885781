package dev.agentgateway.dataplane.telemetry.runs;

import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which run an identifier belongs to. Holds a bounded number of identifiers; the one that was not
 * seen for longest makes room.
 *
 * <p>Threading: any; one of several locks is held for a look-up in a map.
 */
public final class RunIndex {
  /** Identifiers that are kept by default, of some 300 bytes each with their run. */
  public static final int DEFAULT_IDENTIFIERS = 1 << 16;

  private static final int STRIPES = 16;

  /** Of an identifier that was handed out twice: it tells no runs apart. */
  private static final Run AMBIGUOUS = new Run("");

  private final Stripe[] stripes = new Stripe[STRIPES];

  /**
   * @param identifiers how many are kept at most, 16 or more
   */
  public RunIndex(int identifiers) {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(identifiers / STRIPES);
    }
  }

  /**
   * The place of a span in its run.
   *
   * @param previous the newest span of the run so far, where that is in another trace; else null
   * @param reason what joined it, or what the run begins with
   */
  public record Place(Run run, @Nullable TraceParent previous, JoinReason reason) {

    /** The place of a span that is part of the one with this place. */
    public Place inside() {
      return previous == null ? this : new Place(run, null, reason);
    }
  }

  /**
   * Joins a span to the run that its surest known identifier belongs to, and all of them to that
   * run; the first begins a run where none is known.
   *
   * @param identifiers in the order in which they name a run that begins. This is that of surety
   *     but for a trace: it is surer than all but a session header, though it names fewer runs
   *     alike on several replicas
   * @param span the newest of the run from now on; null: there is none for this request
   * @return null where no identifier tells runs apart
   */
  public @Nullable Place join(List<Identifier> identifiers, @Nullable TraceParent span) {
    Identifier by = null;
    Run run = null;
    for (Identifier identifier : identifiers) {
      Run known = stripe(identifier).get(identifier);
      if (known == AMBIGUOUS) {
        continue;
      }
      boolean surer =
          by == null
              || run == null
              || (identifier.reason() == JoinReason.TRACE
                  && by.reason() != JoinReason.SESSION_HEADER);
      if (by == null || (known != null && surer)) {
        by = identifier;
        run = known;
      }
    }
    if (by == null) {
      return null;
    }
    if (run == null) {
      run = stripe(by).putIfAbsent(by, new Run(by.sessionId()));
    }
    add(identifiers, run);
    return new Place(run, run.follow(span), by.reason());
  }

  /**
   * Begins a run with identifiers that were handed out just now.
   *
   * @return null where none of them tells runs apart
   */
  public @Nullable Place begin(List<Identifier> handedOut, @Nullable TraceParent span) {
    Place place = null;
    for (Identifier identifier : handedOut) {
      if (place != null) {
        stripe(identifier).handOut(identifier, place.run());
        continue;
      }
      Run run = new Run(identifier.sessionId());
      if (stripe(identifier).handOut(identifier, run)) {
        place = new Place(run, run.follow(span), identifier.reason());
      }
    }
    return place;
  }

  /** The place of a span that nothing will be linked to: it is not kept. */
  public @Nullable Place find(Identifier identifier) {
    Run known = stripe(identifier).get(identifier);
    if (known == AMBIGUOUS) {
      return null;
    }
    return new Place(
        known == null ? new Run(identifier.sessionId()) : known, null, identifier.reason());
  }

  /** Adds identifiers to a run, which a later request may name. */
  public void add(List<Identifier> identifiers, Run run) {
    for (Identifier identifier : identifiers) {
      stripe(identifier).put(identifier, run);
    }
  }

  /**
   * Adds identifiers that a response handed out to a run. One that is known already is of a server
   * that counts from the start again and again: it joins nothing from now on.
   */
  public void handOut(List<Identifier> identifiers, Run run) {
    for (Identifier identifier : identifiers) {
      stripe(identifier).handOut(identifier, run);
    }
  }

  private Stripe stripe(Identifier identifier) {
    return stripes[(int) identifier.low() & (STRIPES - 1)];
  }

  private static final class Stripe {
    private final Object lock = new Object();
    private final Map<Identifier, Run> runs;

    Stripe(int capacity) {
      runs =
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Identifier, Run> eldest) {
              return size() > capacity;
            }
          };
    }

    @Nullable Run get(Identifier identifier) {
      synchronized (lock) {
        return runs.get(identifier);
      }
    }

    Run putIfAbsent(Identifier identifier, Run run) {
      synchronized (lock) {
        Run known = runs.putIfAbsent(identifier, run);
        return known == null || known == AMBIGUOUS ? run : known;
      }
    }

    void put(Identifier identifier, Run run) {
      synchronized (lock) {
        if (runs.put(identifier, run) == AMBIGUOUS) {
          runs.put(identifier, AMBIGUOUS);
        }
      }
    }

    /** Whether it is new. */
    boolean handOut(Identifier identifier, Run run) {
      synchronized (lock) {
        boolean isNew = runs.put(identifier, run) == null;
        if (!isNew) {
          runs.put(identifier, AMBIGUOUS);
        }
        return isNew;
      }
    }
  }
}
