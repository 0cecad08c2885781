package dev.agentgateway.controlplane.traces;

import dev.agentgateway.controlplane.traces.Run.JoinedCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** Calls of models, tools and agents that make a trace without a session a run. */
  private static final int CALLS_OF_A_RUN = 2;

  private final TraceStore store;
  private volatile Found found = new Found(-1, List.of(), Map.of());

  /** Runs of a store's traces. */
  public Runs(TraceStore store) {
    this.store = store;
  }

  private record Found(long revision, List<Run> newestFirst, Map<String, Run> byId) {}

  /** Those that began last, newest first. */
  public List<Run> list(int limit) {
    List<Run> all = current().newestFirst;
    return all.subList(0, Math.min(limit, all.size()));
  }

  /** How many there are. */
  public int count() {
    return current().newestFirst.size();
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
    List<Run> runs = new Joining().runs(store.all());
    Map<String, Run> byId = LinkedHashMap.newLinkedHashMap(runs.size());
    runs.forEach(run -> byId.put(run.id(), run));
    Found newest = new Found(revision, runs, byId);
    found = newest;
    return newest;
  }

  /** The ids of the runs that calls of one trace belong to. */
  static List<String> idsOf(String traceId, List<AgentCall> calls) {
    List<String> sessions =
        calls.stream().flatMap(call -> call.joining().session().stream()).distinct().toList();
    if (!sessions.isEmpty()) {
      return sessions;
    }
    long agentic = calls.stream().filter(call -> call.protocol().isAgentic()).count();
    return agentic >= CALLS_OF_A_RUN ? List.of(traceId) : List.of();
  }

  /** Brings calls together. */
  private static final class Joining {
    private final Map<String, Growing> runs = new LinkedHashMap<>();

    /** Requests whose MCP call stands in another trace, named by its message. */
    private final Set<String> toldElsewhere = new HashSet<>();

    List<Run> runs(List<StoredTrace> traces) {
      List<List<AgentCall>> calls = traces.stream().map(StoredTrace::calls).toList();
      for (List<AgentCall> ofTrace : calls) {
        for (AgentCall call : ofTrace) {
          if (call.protocol() == Protocol.MCP) {
            call.joining().links().forEach(link -> toldElsewhere.add(link.spanId()));
          }
        }
      }
      for (int i = 0; i < traces.size(); i++) {
        List<AgentCall> own =
            calls.get(i).stream()
                .filter(call -> call.protocol().isAgentic() || !isToldElsewhere(call))
                .toList();
        join(traces.get(i), own);
      }
      return runs.entrySet().stream()
          .map(run -> run.getValue().finish(run.getKey()))
          .sorted(Comparator.comparing((Run run) -> run.totals().start()).reversed())
          .toList();
    }

    private boolean isToldElsewhere(AgentCall call) {
      return toldElsewhere.contains(call.spanId());
    }

    private void join(StoredTrace trace, List<AgentCall> calls) {
      List<String> ids = idsOf(trace.traceId(), calls);
      if (ids.isEmpty()) {
        return;
      }
      boolean sessions = calls.stream().anyMatch(call -> call.joining().session().isPresent());
      // A call without a session is most likely of the one whose call came last before it.
      String nearest = ids.getFirst();
      for (AgentCall call : calls) {
        Optional<String> session = call.joining().session();
        nearest = session.orElse(nearest);
        String reason =
            session.isPresent()
                ? call.joining().reason()
                : sessions ? JoinedCall.SAME_TRACE : JoinedCall.TRACE_CONTEXT;
        runs.computeIfAbsent(
                nearest, _ -> new Growing(sessions ? Run.Basis.SESSION : Run.Basis.TRACE))
            .add(trace, new JoinedCall(call, reason));
      }
    }
  }

  /** A run that calls are still added to. */
  private static final class Growing {
    private final Run.Basis basis;
    private final List<JoinedCall> calls = new ArrayList<>();
    private Run.Agent agent = Run.Agent.UNKNOWN;

    Growing(Run.Basis basis) {
      this.basis = basis;
    }

    void add(StoredTrace trace, JoinedCall call) {
      calls.add(call);
      if (agent.equals(Run.Agent.UNKNOWN)) {
        agent = trace.agent();
      }
    }

    Run finish(String id) {
      return Run.of(id, basis, agent, calls);
    }
  }
}
