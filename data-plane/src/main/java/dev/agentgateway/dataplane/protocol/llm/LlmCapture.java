package dev.agentgateway.dataplane.protocol.llm;

/**
 * What of the text of a call is kept, beyond its facts: only what some expression names.
 *
 * @param prompt {@code llm.prompt}
 * @param completion {@code llm.completion}
 * @param toolArguments {@code llm.toolCalls[].arguments}
 */
public record LlmCapture(boolean prompt, boolean completion, boolean toolArguments) {
  /** No text at all. */
  public static final LlmCapture NONE = new LlmCapture(false, false, false);

  /** Bound of the prompt, and of the completions with the arguments, of one call in characters. */
  public static final int MAX_CHARACTERS = 128 * 1024;
}
