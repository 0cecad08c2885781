package dev.agentgateway.controlplane.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of one run of an agent that are still kept, in the order of their start.
 *
 * @param id the calls' {@code session.id}, or the id of the one trace that they are in
 * @param basis what makes them one run
 * @param agent who started the first trace of it, where it is not the gateway itself
 * @param calls at least one, earliest first
 * @param totals of these calls
 */
public record Run(String id, Basis basis, Agent agent, List<JoinedCall> calls, Totals totals) {

  /** What makes several calls one run. */
  public enum Basis {
    /** The gateway found them to be of one session. */
    SESSION,
    /** The agent sent one trace context with all of them. */
    TRACE
  }

  /**
   * Who started a trace, as its own root span says. Both are empty where no such span arrived.
   *
   * @param service {@code service.name}
   * @param name of the root span
   */
  public record Agent(String service, String name) {
    static final Agent UNKNOWN = new Agent("", "");
  }

  /**
   * A call of a run.
   *
   * @param reason why it was joined: {@code agentgateway.run.join_reason}, {@value #SAME_TRACE} or
   *     {@value #TRACE_CONTEXT}
   */
  public record JoinedCall(AgentCall call, String reason) {
    /** It has no session of its own, and shares its trace with calls of this one. */
    public static final String SAME_TRACE = "same trace";

    /** No call of the trace has a session: the agent sent the trace's context with each. */
    public static final String TRACE_CONTEXT = "trace context";
  }

  /**
   * Sums over the calls of a run.
   *
   * @param start of the first call
   * @param end of the call that ended last
   * @param byProtocol how many calls there are of each
   * @param failedTools tool calls that failed
   * @param errors all calls that failed, those of tools included
   * @param traces how many traces the calls are spread over
   */
  public record Totals(
      Instant start,
      Instant end,
      Map<Protocol, Integer> byProtocol,
      Usage usage,
      int failedTools,
      int errors,
      int traces) {
    /** From the first start to the last end. */
    public Duration duration() {
      return Duration.between(start, end);
    }
  }

  /** How long after its last call a run counts as open: agents think for a while. */
  public static final Duration OPEN_AFTER_LAST_CALL = Duration.ofMinutes(1);

  public Run {
    calls = List.copyOf(calls);
  }

  /**
   * Whether more calls are likely to come: the last one ended less than {@link
   * #OPEN_AFTER_LAST_CALL} ago. No protocol says that a run is over.
   */
  public boolean isOpen(Instant now) {
    return totals.end.plus(OPEN_AFTER_LAST_CALL).isAfter(now);
  }

  static Run of(String id, Basis basis, Agent agent, List<JoinedCall> unordered) {
    List<JoinedCall> calls =
        unordered.stream()
            .sorted(Comparator.comparing((JoinedCall joined) -> joined.call().timing().start()))
            .toList();
    List<AgentCall> plain = calls.stream().map(JoinedCall::call).toList();
    Map<Protocol, Integer> byProtocol = new EnumMap<>(Protocol.class);
    plain.forEach(call -> byProtocol.merge(call.protocol(), 1, Integer::sum));
    Totals totals =
        new Totals(
            plain.getFirst().timing().start(),
            plain.stream().map(call -> call.timing().end()).max(Instant::compareTo).orElseThrow(),
            byProtocol,
            Usage.sum(plain.stream().map(AgentCall::usage).toList()),
            (int) plain.stream().filter(AgentCall::isFailedTool).count(),
            (int) plain.stream().filter(call -> call.outcome().failed()).count(),
            (int) plain.stream().map(AgentCall::traceId).distinct().count());
    return new Run(id, basis, agent, calls, totals);
  }
}
