package dev.agentgateway.controlplane.traces;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs of agents, found in the traces that are kept: calls of one {@code session.id} across traces,
 * and calls of one trace that have none.
 *
 * <p>Derived from a {@link TraceStore} when asked, and kept until that changes, so that its bound
 * is this one's too. A run loses the calls whose traces made room for newer ones.
 *
 * <p>Threading: any thread may call anything.
 */
public final class Runs {

  private final TraceStore store;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Found found = new Found(-1, List.of(), Map.of(), Map.of());

  /** Runs of a store's traces. */
  public Runs(TraceStore store) {
    this.store = store;
  }

  private record Found(
      long revision,
      List<Run> newestFirst,
      Map<String, Run> byId,
      Map<String, List<String>> byTrace) {}

  /** Those that began last, newest first. */
  public List<Run> list(int limit) {
    List<Run> all = current().newestFirst;
    return all.subList(0, Math.min(limit, all.size()));
  }

  /** How many there are. */
  public int count() {
    return current().newestFirst.size();
  }

  /** Ids of the runs that calls of a trace belong to. */
  public List<String> ofTrace(String traceId) {
    return current().byTrace.getOrDefault(traceId, List.of());
  }

  /** A run by its id; empty where there is none or its traces are gone. */
  public Optional<Run> find(String id) {
    return Optional.ofNullable(current().byId.get(id));
  }

  private Found current() {
    Found known = found;
    long revision = store.revision();
    if (known.revision == revision) {
      return known;
    }
    lock.lock();
    try {
      return found.revision >= revision ? found : join(revision);
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock, so that pages that are open at once do the work once. */
  private Found join(long revision) {
    RunJoiner.Joined joined = RunJoiner.join(store.all());
    Map<String, Run> byId = HashMap.newHashMap(joined.newestFirst().size());
    joined.newestFirst().forEach(run -> byId.put(run.id(), run));
    Found newest = new Found(revision, joined.newestFirst(), byId, joined.byTrace());
    found = newest;
    return newest;
  }
}
