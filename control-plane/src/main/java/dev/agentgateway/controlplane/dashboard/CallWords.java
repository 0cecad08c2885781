package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.Protocol;
import dev.agentgateway.controlplane.traces.Run.JoinedCall;
import dev.agentgateway.controlplane.traces.Usage;
import java.util.Locale;
import java.util.Optional;

/** Says in words what calls are, what they used and why they were joined. */
final class CallWords {

  private CallWords() {}

  /** As people call it; empty for what is none of them. */
  static String protocol(Protocol protocol) {
    return switch (protocol) {
      case LLM -> "LLM";
      case MCP -> "MCP";
      case A2A -> "A2A";
      case HTTP -> "HTTP";
      case OTHER -> "";
    };
  }

  /** {@code 1,400 / 50}: tokens in and out; empty where nobody told any. */
  static String tokens(Usage usage) {
    return usage.input().isEmpty() && usage.output().isEmpty()
        ? ""
        : count(usage.input()) + " / " + count(usage.output());
  }

  private static String count(Optional<Long> tokens) {
    return tokens.map(Words::count).orElse("?");
  }

  /** {@code 1,024 from cache}; empty where nothing was. */
  static String cached(Usage usage) {
    return usage
        .cacheRead()
        .filter(tokens -> tokens > 0)
        .map(tokens -> Words.count(tokens) + " from cache")
        .orElse("");
  }

  /** {@code $0.0042}; empty where it is not known. */
  static String cost(Usage usage) {
    return usage.costUsd().map(CallWords::dollars).orElse("");
  }

  private static String dollars(double amount) {
    if (amount == 0 || amount >= 1) {
      return String.format(Locale.ROOT, "$%,.2f", amount);
    }
    if (amount < 0.000_000_1) {
      return "< $0.0000001";
    }
    // Two digits that say something, however small the amount.
    int places = Math.clamp(1 - (int) Math.floor(Math.log10(amount)), 4, 8);
    return String.format(Locale.ROOT, "$%." + places + "f", amount);
  }

  /** {@code 2 calls without a price}; empty where there are none. */
  static String unpriced(Usage usage) {
    return usage.unpriced() == 0 ? "" : Words.count(usage.unpriced(), "call") + " without a price";
  }

  /** A reason in words; itself if not known. */
  static String reason(String reason) {
    return switch (reason) {
      case "session_header" -> "session header";
      case "gen_ai.conversation.id" -> "conversation";
      case "a2a.context_id" -> "A2A context";
      case "a2a.task_id" -> "A2A task";
      case "mcp.session" -> "MCP session";
      case "gen_ai.response.id" -> "continues an answer";
      case "gen_ai.tool.call.id" -> "tool call";
      case "trace_id", JoinedCall.SAME_TRACE -> "same trace";
      case JoinedCall.TRACE_CONTEXT -> "the agent sent the trace";
      case "" -> "session.id";
      default -> reason;
    };
  }

  /** What a reason means; empty where it is not known. */
  static String why(String reason) {
    return switch (reason) {
      case "session_header" -> "The request names its session in a header.";
      case "gen_ai.conversation.id" -> "The request names its conversation.";
      case "a2a.context_id" -> "The message or its answer names this A2A context.";
      case "a2a.task_id" -> "The message or its answer names a task of this run.";
      case "mcp.session" -> "It belongs to an MCP session of this run.";
      case "gen_ai.response.id" -> "It names an answer of a model that this run was given.";
      case "gen_ai.tool.call.id" ->
          "It carries or answers a tool call that a model of this run asked for.";
      case "trace_id" -> "The agent sent this trace with calls of this run.";
      case JoinedCall.SAME_TRACE ->
          "It names no session, and shares its trace with calls of this run.";
      case JoinedCall.TRACE_CONTEXT ->
          "No call of this trace names a session; the agent sent its trace context with each.";
      default -> "";
    };
  }
}
