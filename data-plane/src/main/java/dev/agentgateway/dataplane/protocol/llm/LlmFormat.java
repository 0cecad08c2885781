package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.config.LlmConfig;
import org.jspecify.annotations.Nullable;

/** The shape of a request and its response. */
public enum LlmFormat {
  /** OpenAI chat completions. */
  CHAT_COMPLETIONS("chat", "/chat/completions"),
  /** OpenAI completions. */
  COMPLETIONS("text_completion", "/completions"),
  /** OpenAI responses. */
  RESPONSES("chat", "/responses"),
  /** OpenAI embeddings. */
  EMBEDDINGS("embeddings", "/embeddings"),
  /** Anthropic messages. */
  MESSAGES("chat", "/messages"),
  /** Anthropic's count of the tokens of a message; no inference. */
  COUNT_TOKENS("count_tokens", "/messages/count_tokens");

  private final String operation;
  private final String pathEnd;

  LlmFormat(String operation, String pathEnd) {
    this.operation = operation;
    this.pathEnd = pathEnd;
  }

  /** The format that configuration names. */
  public static LlmFormat of(LlmConfig.Format configured) {
    return switch (configured) {
      case CHAT_COMPLETIONS -> CHAT_COMPLETIONS;
      case COMPLETIONS -> COMPLETIONS;
      case RESPONSES -> RESPONSES;
      case EMBEDDINGS -> EMBEDDINGS;
      case MESSAGES -> MESSAGES;
      case COUNT_TOKENS -> COUNT_TOKENS;
    };
  }

  /** Its name in configuration. */
  public LlmConfig.Format configured() {
    return switch (this) {
      case CHAT_COMPLETIONS -> LlmConfig.Format.CHAT_COMPLETIONS;
      case COMPLETIONS -> LlmConfig.Format.COMPLETIONS;
      case RESPONSES -> LlmConfig.Format.RESPONSES;
      case EMBEDDINGS -> LlmConfig.Format.EMBEDDINGS;
      case MESSAGES -> LlmConfig.Format.MESSAGES;
      case COUNT_TOKENS -> LlmConfig.Format.COUNT_TOKENS;
    };
  }

  /** The span attribute {@code gen_ai.operation.name}. */
  public String operation() {
    return operation;
  }

  /** The well-known end of its paths. */
  public String pathEnd() {
    return pathEnd;
  }

  /** Whether its usage in a stream comes only where {@code stream_options} ask for it. */
  public boolean hasStreamOptions() {
    return this == CHAT_COMPLETIONS || this == COMPLETIONS;
  }

  /** Whether an answer is generated, so that it has a reason to finish. */
  public boolean generates() {
    return this != EMBEDDINGS && this != COUNT_TOKENS;
  }

  /** The format of a path without its query, by the longest well-known end; null: none. */
  public static @Nullable LlmFormat ofPath(String path) {
    LlmFormat found = null;
    for (LlmFormat each : values()) {
      if (path.endsWith(each.pathEnd)
          && (found == null || each.pathEnd.length() > found.pathEnd.length())) {
        found = each;
      }
    }
    return found;
  }
}
