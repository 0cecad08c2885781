package dev.agentgateway.controlplane.dashboard;

/** Says in words why requests are traced or not. */
final class SamplingWords {

  private SamplingWords() {}

  /** A reason of {@code agentgateway.sampling.reason} and what it came to; itself if not known. */
  static String of(String reason, boolean sampled) {
    return switch (reason) {
      case "client" ->
          sampled ? "the caller traces it" : "the caller traces it, clientSampling says no";
      case "random" -> sampled ? "randomSampling chose it" : "randomSampling did not choose it";
      case "parent_not_sampled" ->
          sampled ? "parentNotSampled keeps it" : "the caller decided not to trace it";
      case "malformed_parent" ->
          sampled
              ? "its trace header was malformed; randomSampling chose it"
              : "its trace header was malformed; randomSampling did not choose it";
      case "no_policy" -> "no tracing policy is in force";
      case "no_decision" -> "no trace context, and randomSampling is not set";
      case "expression_error" -> "the expression in charge failed";
      default -> reason;
    };
  }
}
