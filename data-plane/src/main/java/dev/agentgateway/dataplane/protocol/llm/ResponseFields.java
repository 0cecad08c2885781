package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a response, or of one event of its stream, so far. Members come in any order, so
 * a choice, tool call or event counts once it ended.
 */
final class ResponseFields {
  private static final int MAX_TOOL_CALLS = 128;
  private static final int MAX_ERROR_LENGTH = 64;

  final LlmCall call;
  final boolean isStream;
  private final LlmCapture capture;
  private int charactersLeft = LlmCapture.MAX_CHARACTERS;

  /** Type of the event, or of the object. */
  String type = "";

  boolean sawChoices;
  boolean sawUsage;
  boolean sawError;
  @Nullable String errorType;
  @Nullable String errorCode;

  /** How many choices, blocks or items began in this text. */
  int elements;

  /** Place of the choice, or of the block that an event is about. */
  int index;

  @Nullable String finishReason;
  @Nullable StringBuilder text;

  int toolIndex;
  int tools;
  boolean isToolCall;
  @Nullable String toolId;
  @Nullable String toolName;
  @Nullable String toolArguments;

  @Nullable String status;
  @Nullable String incompleteReason;

  ResponseFields(LlmCall call, boolean isStream, LlmCapture capture) {
    this.call = call;
    this.isStream = isStream;
    this.capture = capture;
  }

  /** Begins a body or an event. */
  void begin() {
    type = "";
    sawChoices = false;
    sawUsage = false;
    sawError = false;
    errorType = null;
    errorCode = null;
    elements = 0;
    index = 0;
    finishReason = null;
    text = null;
    status = null;
    incompleteReason = null;
    tools = 0;
    beginTool();
  }

  boolean capturesCompletion() {
    return capture.completion();
  }

  boolean capturesArguments() {
    return capture.toolArguments();
  }

  void beginChoice() {
    index = elements;
    elements++;
    finishReason = null;
    text = null;
    tools = 0;
  }

  void endChoice() {
    call.setFinishReason(index, finishReason);
    addText(index);
    finishReason = null;
  }

  void takeText(JsonText value) {
    if (!capture.completion() || value.length() == 0) {
      return;
    }
    if (text == null) {
      text = new StringBuilder();
    }
    text.append(value.string());
  }

  /** Adds the text that was taken to a choice, within the bound of all. */
  void addText(int choice) {
    StringBuilder taken = text;
    text = null;
    if (taken == null) {
      return;
    }
    int fitting = Math.min(charactersLeft, taken.length());
    StringBuilder completion = fitting == 0 ? null : call.completion(choice);
    if (completion != null) {
      completion.append(taken, 0, fitting);
      charactersLeft -= fitting;
    }
  }

  void beginTool() {
    toolIndex = tools;
    tools++;
    isToolCall = false;
    toolId = null;
    toolName = null;
    toolArguments = null;
  }

  void takeArguments(JsonText value) {
    if (capture.toolArguments()) {
      toolArguments = value.string();
    }
  }

  /** A tool call, or a part of one, at its place in a choice. */
  void endTool(int choice) {
    List<ToolCallParts> calls = call.toolCallParts();
    ToolCallParts found = null;
    for (int i = calls.size() - 1; i >= 0 && found == null; i--) {
      found = calls.get(i).isAt(choice, toolIndex, toolId) ? calls.get(i) : null;
    }
    if (found == null) {
      found = addCall(choice, toolIndex);
    }
    if (found != null) {
      if (toolId != null) {
        found.setId(toolId);
      }
      if (toolName != null) {
        found.setName(toolName);
      }
      String part = fittingArguments();
      if (part != null) {
        found.addArguments(part);
      }
    }
  }

  /** A whole tool call, perhaps one that was there before. */
  void endWholeTool() {
    if (!isToolCall || toolId == null) {
      return;
    }
    ToolCallParts found = null;
    for (ToolCallParts each : call.toolCallParts()) {
      found = each.hasId(toolId) ? each : found;
    }
    boolean isNew = found == null;
    if (found == null) {
      found = addCall(0, call.toolCallParts().size());
    }
    if (found != null) {
      if (toolName != null) {
        found.setName(toolName);
      }
      String whole = isNew || !found.hasArguments() ? fittingArguments() : null;
      if (whole != null) {
        found.setArguments(whole);
      }
    }
  }

  private @Nullable ToolCallParts addCall(int choice, int at) {
    List<ToolCallParts> calls = call.toolCallParts();
    if (calls.size() == MAX_TOOL_CALLS) {
      return null;
    }
    ToolCallParts added = new ToolCallParts(choice, at, toolId == null ? "" : toolId);
    calls.add(added);
    return added;
  }

  private @Nullable String fittingArguments() {
    String part = toolArguments;
    if (part == null || part.isEmpty()) {
      return null;
    }
    int fitting = Math.min(charactersLeft, part.length());
    charactersLeft -= fitting;
    return fitting == 0 ? null : part.substring(0, fitting);
  }

  /** An error's type or code: kept where it is a word of lower case letters. */
  static @Nullable String errorWord(JsonText value) {
    if (value.length() == 0 || value.length() > MAX_ERROR_LENGTH) {
      return null;
    }
    String word = value.string();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c != '_' && (c < 'a' || c > 'z')) {
        return null;
      }
    }
    return word;
  }
}
