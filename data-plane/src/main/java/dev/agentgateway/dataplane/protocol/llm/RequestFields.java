package dev.agentgateway.dataplane.protocol.llm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read of a request so far. */
final class RequestFields {
  static final int MAX_STOP_SEQUENCES = 16;
  private static final int MAX_TOOL_RESULTS = 64;
  private static final String SESSION = "_session_";
  private static final String SESSION_MEMBER = "\"session_id\":\"";

  boolean isObject;
  @Nullable String wrongType;
  @Nullable String model;
  boolean stream;
  boolean includesUsage;
  @Nullable Double temperature;
  @Nullable Double topP;
  @Nullable Long topK;
  @Nullable Long maxTokens;
  @Nullable Double frequencyPenalty;
  @Nullable Double presencePenalty;
  @Nullable Long seed;
  @Nullable Long choiceCount;
  @Nullable Long dimensions;
  @Nullable String encodingFormat;
  @Nullable String reasoningEffort;
  @Nullable String serviceTier;
  @Nullable String conversationId;
  @Nullable String previousResponseId;
  @Nullable String userId;
  final List<String> stopSequences = new ArrayList<>(0);
  final List<LlmPlaces.Place> models = new ArrayList<>(1);
  final List<LlmPlaces.Place> streamOptions = new ArrayList<>(1);
  final List<LlmPlaces.Place> includeUsages = new ArrayList<>(1);

  /** The id that a message, part or item in progress names as that of a tool call. */
  @Nullable String toolId;

  /** Whether the message, part or item in progress carries the result of a tool call. */
  boolean isToolResult;

  private final Deque<String> toolResults = new ArrayDeque<>(0);
  private final List<LlmMessage> prompt = new ArrayList<>(0);
  private int charactersLeft;
  private String role = "";
  private @Nullable StringBuilder content;

  RequestFields(LlmCapture capture) {
    charactersLeft = capture.prompt() ? LlmCapture.MAX_CHARACTERS : 0;
  }

  /** The last ones are kept: an agent sends the results of all earlier turns before them. */
  void addToolResult() {
    if (toolId != null && isToolResult) {
      if (toolResults.size() == MAX_TOOL_RESULTS) {
        toolResults.removeFirst();
      }
      toolResults.addLast(toolId);
    }
    toolId = null;
    isToolResult = false;
  }

  void beginMessage(String initialRole) {
    role = initialRole;
    content = null;
  }

  void setRole(String text) {
    role = text;
  }

  void addContent(String text) {
    int fitting = Math.min(charactersLeft, text.length());
    if (fitting == 0) {
      return;
    }
    charactersLeft -= fitting;
    if (content == null) {
      content = new StringBuilder(fitting);
    } else {
      content.append('\n');
    }
    content.append(text, 0, fitting);
  }

  void endMessage() {
    if (charactersLeft > 0 || content != null) {
      prompt.add(new LlmMessage(role, content == null ? "" : content.toString()));
      // A message without content counts too, so that their number is bounded.
      charactersLeft = Math.max(0, charactersLeft - 16);
    }
    content = null;
    role = "";
  }

  /** A message that is one text. */
  void addMessage(String messageRole, String text) {
    beginMessage(messageRole);
    addContent(text);
    endMessage();
  }

  LlmRequest request(LlmFormat format, long bodyBytes, int afterBrace) {
    LlmParameters parameters =
        new LlmParameters(
            temperature,
            topP,
            topK,
            maxTokens,
            frequencyPenalty,
            presencePenalty,
            seed,
            stopSequences,
            choiceCount,
            encodingFormat == null ? List.of() : List.of(encodingFormat),
            dimensions,
            reasoningEffort,
            serviceTier);
    return new LlmRequest(
        format,
        null,
        model,
        stream,
        includesUsage,
        parameters,
        conversationId,
        previousResponseId,
        session(userId),
        List.copyOf(toolResults),
        prompt,
        bodyBytes,
        new LlmPlaces(models, streamOptions, includeUsages, afterBrace));
  }

  /**
   * The session in a user id as coding agents write it: {@code user_…_session_ID}, or an object as
   * text with the member {@code session_id}.
   */
  private static @Nullable String session(@Nullable String userId) {
    if (userId == null) {
      return null;
    }
    int member = userId.indexOf(SESSION_MEMBER);
    if (member >= 0) {
      int start = member + SESSION_MEMBER.length();
      int end = userId.indexOf('"', start);
      return end > start ? userId.substring(start, end) : null;
    }
    int start = userId.lastIndexOf(SESSION) + SESSION.length();
    return start >= SESSION.length() && start < userId.length() ? userId.substring(start) : null;
  }
}
