package dev.agentgateway.dataplane.telemetry.runs;

import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which run an identifier belongs to, and the newest span of it. Holds a bounded number of
 * identifiers; the one that was not seen for longest makes room.
 *
 * <p>Threading: any; one of several locks is held for a look-up in a map.
 */
public final class RunIndex {
  /** Identifiers that are kept by default, of some 200 bytes each. */
  public static final int DEFAULT_IDENTIFIERS = 1 << 16;

  private static final int STRIPES = 16;

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
   * @param sessionId {@code session.id}
   * @param previous the newest span of the run so far, where that is in another trace; else null
   * @param reason what joined them
   */
  public record Place(String sessionId, @Nullable TraceParent previous, JoinReason reason) {}

  /**
   * Joins a span to the run that one of its identifiers belongs to, and all of them to that run;
   * the first begins a run where none is known.
   *
   * @param identifiers the surest first; at least one
   * @param span the newest of the run from now on
   */
  public Place join(List<Identifier> identifiers, TraceParent span) {
    Member known = null;
    Identifier by = identifiers.getFirst();
    for (Identifier identifier : identifiers) {
      known = stripe(identifier).get(identifier);
      if (known != null) {
        by = identifier;
        break;
      }
    }
    String sessionId = known == null ? by.sessionId() : known.sessionId();
    TraceParent previous = known == null ? null : known.newest();
    add(identifiers, sessionId, span);
    boolean elsewhere =
        previous != null
            && (previous.traceHigh() != span.traceHigh() || previous.traceLow() != span.traceLow());
    return new Place(sessionId, elsewhere ? previous : null, by.reason());
  }

  /** Adds identifiers to a run, which a later request may name. */
  public void add(List<Identifier> identifiers, String sessionId, TraceParent span) {
    Member member = new Member(sessionId, span);
    for (Identifier identifier : identifiers) {
      stripe(identifier).put(identifier, member);
    }
  }

  private Stripe stripe(Identifier identifier) {
    return stripes[(int) identifier.low() & (STRIPES - 1)];
  }

  private record Member(String sessionId, TraceParent newest) {}

  private static final class Stripe {
    private final Object lock = new Object();
    private final Map<Identifier, Member> members;

    Stripe(int capacity) {
      members =
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Identifier, Member> eldest) {
              return size() > capacity;
            }
          };
    }

    @Nullable Member get(Identifier identifier) {
      synchronized (lock) {
        return members.get(identifier);
      }
    }

    void put(Identifier identifier, Member member) {
      synchronized (lock) {
        members.put(identifier, member);
      }
    }
  }
}
