package dev.agentgateway.dataplane.protocol.llm;

/**
 * A message of a prompt, {@code llm.prompt[]}.
 *
 * @param role as the request names it; {@code system} for instructions and {@code user} for input
 *     without roles; may be empty
 * @param content its texts, joined by line breaks; may be cut
 */
public record LlmMessage(String role, String content) {
  /** Without its content, which belongs into no log. */
  @Override
  public String toString() {
    return "LlmMessage[role=" + role + ", content=" + content.length() + " characters]";
  }
}
