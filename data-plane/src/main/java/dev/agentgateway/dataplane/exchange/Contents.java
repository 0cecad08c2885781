package dev.agentgateway.dataplane.exchange;

/**
 * What of the contents of messages some expression names, and so may be kept until the request
 * ends. Everything else is never kept.
 *
 * @param requestBody {@code request.body}
 * @param responseBody {@code response.body}
 * @param prompt {@code llm.prompt}
 * @param completion {@code llm.completion}
 * @param toolCalls arguments in {@code llm.toolCalls}
 * @param toolArguments {@code mcp.tool.arguments}
 * @param toolResult {@code mcp.tool.result} and {@code mcp.tool.error}
 */
public record Contents(
    boolean requestBody,
    boolean responseBody,
    boolean prompt,
    boolean completion,
    boolean toolCalls,
    boolean toolArguments,
    boolean toolResult) {

  /** Nothing. */
  public static final Contents NONE = new Contents(false, false, false, false, false, false, false);

  /** What either of two names. */
  public Contents or(Contents other) {
    return new Contents(
        requestBody || other.requestBody,
        responseBody || other.responseBody,
        prompt || other.prompt,
        completion || other.completion,
        toolCalls || other.toolCalls,
        toolArguments || other.toolArguments,
        toolResult || other.toolResult);
  }
}
