package dev.agentgateway.controlplane.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call that went through a gateway, read from the gateway's spans. All text comes from outside.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits of the span that covers the call
 * @param protocol {@link Protocol#HTTP} where the gateway understood nothing more
 * @param operation such as {@code chat}, {@code tools/call}, {@code SendMessage} or {@code GET}
 * @param subject the model, tool, prompt, resource, agent or route that it is about; may be empty
 * @param route NAMESPACE/NAME of the HTTPRoute; may be empty
 */
public record AgentCall(
    String traceId,
    String spanId,
    Protocol protocol,
    String operation,
    String subject,
    String route,
    Timing timing,
    Outcome outcome,
    Usage usage,
    Joining joining) {

  /**
   * When.
   *
   * @param firstChunk from the request to the first chunk of a streamed answer
   */
  public record Timing(Instant start, Duration duration, Optional<Duration> firstChunk) {
    /** When the answer had ended. */
    public Instant end() {
      return start.plus(duration);
    }
  }

  /**
   * How it ended.
   *
   * @param failed the span's status is Error
   * @param status {@code error.type} where it is set, else the HTTP status, the state of the task
   *     or {@code ok}
   * @param message the span's status message; may be empty
   */
  public record Outcome(boolean failed, String status, String message) {}

  /**
   * Why it belongs to a run.
   *
   * @param session {@code session.id}
   * @param reason {@code agentgateway.run.join_reason}; may be empty
   * @param links to other calls, and why
   */
  public record Joining(Optional<String> session, String reason, List<Link> links) {
    public Joining {
      links = List.copyOf(links);
    }
  }

  /**
   * A span of this call's links.
   *
   * @param reason {@code link.reason}; may be empty
   */
  public record Link(String traceId, String spanId, String reason) {}

  /** The same call, of another protocol. */
  AgentCall as(Protocol other) {
    return new AgentCall(
        traceId, spanId, other, operation, subject, route, timing, outcome, usage, joining);
  }

  /** Whether a tool was called and did not do what it was asked. */
  public boolean isFailedTool() {
    return outcome.failed && protocol == Protocol.MCP && operation.equals("tools/call");
  }
}
