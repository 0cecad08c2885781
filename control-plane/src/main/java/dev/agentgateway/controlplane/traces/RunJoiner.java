package dev.agentgateway.controlplane.traces;

import dev.agentgateway.controlplane.traces.Run.JoinedCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the calls of traces together to runs: those of one session, and those of a trace in which
 * no call has a session.
 */
final class RunJoiner {

  /** Calls of models, tools and agents that make a trace without a session a run. */
  private static final int CALLS_OF_A_RUN = 2;

  private final List<StoredTrace> traces;
  private final List<List<AgentCall>> calls;

  /** Requests whose MCP call stands in another trace, named by its message. */
  private final Set<String> toldElsewhere = new HashSet<>();

  private final Map<String, Growing> runs = new LinkedHashMap<>();
  private final Map<String, List<String>> byTrace = new HashMap<>();

  private RunJoiner(List<StoredTrace> traces) {
    this.traces = traces;
    this.calls = traces.stream().map(StoredTrace::calls).toList();
  }

  /**
   * What was found.
   *
   * @param newestFirst by their first call
   * @param byTrace ids of the runs that calls of a trace belong to
   */
  record Joined(List<Run> newestFirst, Map<String, List<String>> byTrace) {}

  static Joined join(List<StoredTrace> traces) {
    return new RunJoiner(traces).joined();
  }

  private Joined joined() {
    calls.forEach(ofTrace -> ofTrace.forEach(this::learn));
    for (int i = 0; i < traces.size(); i++) {
      join(traces.get(i), calls.get(i).stream().filter(call -> !isToldElsewhere(call)).toList());
    }
    List<Run> newestFirst =
        runs.entrySet().stream()
            .map(run -> run.getValue().finish(run.getKey()))
            .sorted(Comparator.comparing((Run run) -> run.totals().start()).reversed())
            .toList();
    return new Joined(newestFirst, byTrace);
  }

  private void learn(AgentCall call) {
    if (call.protocol() == Protocol.MCP) {
      call.joining().links().forEach(link -> toldElsewhere.add(link.spanId()));
    }
  }

  private boolean isToldElsewhere(AgentCall call) {
    return !call.protocol().isAgentic() && toldElsewhere.contains(call.spanId());
  }

  private void join(StoredTrace trace, List<AgentCall> ofTrace) {
    Optional<String> first =
        ofTrace.stream().flatMap(call -> call.joining().session().stream()).findFirst();
    long agentic = ofTrace.stream().filter(call -> call.protocol().isAgentic()).count();
    if (first.isEmpty() && agentic < CALLS_OF_A_RUN) {
      return;
    }
    // A call without a session is most likely of the one whose call came last before it.
    String nearest = first.orElse(trace.traceId());
    Set<String> ids = new LinkedHashSet<>();
    for (AgentCall call : ofTrace) {
      Optional<String> session = call.joining().session();
      nearest = session.orElse(nearest);
      String reason =
          session.isPresent()
              ? call.joining().reason()
              : first.isPresent() ? JoinedCall.SAME_TRACE : JoinedCall.TRACE_CONTEXT;
      ids.add(nearest);
      runs.computeIfAbsent(
              nearest, _ -> new Growing(first.isPresent() ? Run.Basis.SESSION : Run.Basis.TRACE))
          .add(trace, new JoinedCall(call, reason));
    }
    byTrace.put(trace.traceId(), List.copyOf(ids));
  }

  /** A run that calls are still added to. */
  private static final class Growing {
    private final Run.Basis basis;
    private final List<JoinedCall> calls = new ArrayList<>();
    private final Set<String> mcpRoutes = new HashSet<>();
    private Run.Agent agent = Run.Agent.UNKNOWN;

    Growing(Run.Basis basis) {
      this.basis = basis;
    }

    void add(StoredTrace trace, JoinedCall call) {
      calls.add(call);
      if (call.call().protocol() == Protocol.MCP && !call.call().route().isEmpty()) {
        mcpRoutes.add(call.call().route());
      }
      if (agent.equals(Run.Agent.UNKNOWN)) {
        agent = trace.agent();
      }
    }

    Run finish(String id) {
      return Run.of(id, basis, agent, calls.stream().map(this::understood).toList());
    }

    /** What ends or listens to a session of MCP has no message that says so. */
    private JoinedCall understood(JoinedCall joined) {
      AgentCall call = joined.call();
      return call.protocol() == Protocol.HTTP && mcpRoutes.contains(call.route())
          ? new JoinedCall(call.as(Protocol.MCP), joined.reason())
          : joined;
    }
  }
}
