package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.exchange.AgentCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A logical inference, or a count of tokens: one span, whatever attempts it takes. */
public final class LlmCall extends AgentCall {
  /** A time that did not come. */
  public static final long NEVER = -1;

  /** The reason of an answer that was not finished. */
  public static final String UNFINISHED = "error";

  private static final int MAX_CHOICES = 128;

  private final LlmRequest request;
  private final String provider;
  private final LlmUsage usage;
  private final List<@Nullable String> finishReasons = new ArrayList<>(1);
  private final List<ToolCallParts> toolCalls = new ArrayList<>(0);
  private final List<StringBuilder> completions = new ArrayList<>(0);
  private String serverAddress = "";
  private int serverPort;
  private boolean streaming;
  private @Nullable String responseId;
  private @Nullable String responseModel;
  private @Nullable String serviceTier;
  private @Nullable String systemFingerprint;
  private @Nullable String conversationId;
  private @Nullable String providerErrorType;
  private @Nullable String providerErrorCode;
  private long countedTokens = LlmUsage.ABSENT;
  private long firstChunkNanos = NEVER;
  private long lastChunkNanos = NEVER;
  private long chunks;
  private boolean complete;
  private boolean unfinished;
  private boolean partlyRead;
  private @Nullable LlmCost cost;
  private @Nullable Rates rates;
  private @Nullable String sentModel;

  /**
   * @param provider the span attribute {@code gen_ai.provider.name}
   * @param parent see {@link AgentCall}
   */
  public LlmCall(LlmRequest request, String provider, @Nullable AgentCall parent) {
    super(Side.CLIENT, parent);
    this.request = request;
    this.provider = provider;
    usage = new LlmUsage(request.format() == LlmFormat.MESSAGES);
    streaming = request.stream();
    conversationId = request.conversationId();
  }

  public LlmRequest request() {
    return request;
  }

  public LlmFormat format() {
    return request.format();
  }

  /** The span attribute {@code gen_ai.operation.name}. */
  public String operation() {
    return request.format().operation();
  }

  /** The span attribute {@code gen_ai.provider.name}. */
  public String provider() {
    return provider;
  }

  /** The model that was asked for upstream; null where none was named. */
  public @Nullable String requestModel() {
    return sentModel == null ? request.model() : sentModel;
  }

  /** An alias or override put another model into the request. */
  public void setSentModel(String model) {
    sentModel = model;
  }

  /** Host of the provider; empty before it was chosen. */
  public String serverAddress() {
    return serverAddress;
  }

  public int serverPort() {
    return serverPort;
  }

  public void setServer(String address, int port) {
    serverAddress = address;
    serverPort = port;
  }

  /** Whether the answer is a stream; before the answer: whether one was asked for. */
  public boolean isStreaming() {
    return streaming;
  }

  public @Nullable String responseId() {
    return responseId;
  }

  public @Nullable String responseModel() {
    return responseModel;
  }

  /** Tier that served the request, as the response says. */
  public @Nullable String serviceTier() {
    return serviceTier;
  }

  public @Nullable String systemFingerprint() {
    return systemFingerprint;
  }

  /** A real identifier of the conversation, from the request or the response. */
  public @Nullable String conversationId() {
    return conversationId;
  }

  /** Kind of the error that the provider reported: lower case letters and underscores. */
  public @Nullable String providerErrorType() {
    return providerErrorType;
  }

  /** Code of the error that the provider reported: lower case letters and underscores. */
  public @Nullable String providerErrorCode() {
    return providerErrorCode;
  }

  public LlmUsage usage() {
    return usage;
  }

  /** Answer of {@link LlmFormat#COUNT_TOKENS}; {@link LlmUsage#ABSENT} where there is none. */
  public long countedTokens() {
    return countedTokens;
  }

  /** A reason for each choice that has one, in their order; all have one once the call ended. */
  public List<String> finishReasons() {
    List<String> reasons = new ArrayList<>(finishReasons.size());
    for (String each : finishReasons) {
      if (each != null) {
        reasons.add(each);
      } else if (unfinished) {
        reasons.add(UNFINISHED);
      }
    }
    return reasons;
  }

  /** From the start of the request to the first chunk; {@link #NEVER} but for streams. */
  public long firstChunkNanos() {
    return firstChunkNanos;
  }

  /** From the start of the request to the last chunk; {@link #NEVER} but for streams. */
  public long lastChunkNanos() {
    return lastChunkNanos;
  }

  /** From one output token to the next on average; {@link #NEVER} but for streams with several. */
  public long nanosPerOutputToken() {
    long tokens = usage.outputTokens();
    return tokens < 2 || firstChunkNanos == NEVER || lastChunkNanos <= firstChunkNanos
        ? NEVER
        : (lastChunkNanos - firstChunkNanos) / (tokens - 1);
  }

  /** Chunks of a stream that carried something of the answer or about it. */
  public long chunks() {
    return chunks;
  }

  /** Whether the response came to its end as its format says. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether some of the response could not be read: too large, malformed, or of a foreign type. */
  public boolean isPartlyRead() {
    return partlyRead;
  }

  /** The first 128 tools that the response wants called. */
  public List<LlmToolCall> toolCalls() {
    List<LlmToolCall> calls = new ArrayList<>(toolCalls.size());
    for (ToolCallParts each : toolCalls) {
      calls.add(each.call());
    }
    return calls;
  }

  /** The texts of the choices, perhaps cut; empty where they are not captured. */
  public List<String> completions() {
    List<String> texts = new ArrayList<>(completions.size());
    for (StringBuilder each : completions) {
      texts.add(each.toString());
    }
    return texts;
  }

  /** Null where it is not known. */
  public @Nullable LlmCost cost() {
    return cost;
  }

  public void setCost(LlmCost cost) {
    this.cost = cost;
  }

  /** What its model's tokens cost; null where it is not known. */
  public @Nullable Rates rates() {
    return rates;
  }

  public void setRates(Rates rates) {
    this.rates = rates;
  }

  void setStreaming(boolean streaming) {
    this.streaming = streaming;
  }

  void setResponseId(String id) {
    responseId = id;
  }

  void setResponseModel(String model) {
    responseModel = model;
  }

  void setServiceTier(String tier) {
    serviceTier = tier;
  }

  void setSystemFingerprint(String fingerprint) {
    systemFingerprint = fingerprint;
  }

  void setConversationId(String id) {
    conversationId = id;
  }

  void setProviderError(@Nullable String type, @Nullable String code) {
    providerErrorType = type;
    providerErrorCode = code;
  }

  void setCountedTokens(long tokens) {
    countedTokens = tokens;
  }

  /** A choice is there; null: it is not finished. */
  void setFinishReason(int choice, @Nullable String reason) {
    if (choice < 0 || choice >= MAX_CHOICES) {
      return;
    }
    while (finishReasons.size() <= choice) {
      finishReasons.add(null);
    }
    if (reason != null) {
      finishReasons.set(choice, reason);
    }
  }

  boolean isEveryChoiceFinished() {
    return !finishReasons.isEmpty() && !finishReasons.contains(null);
  }

  void addChunk(long nanosSinceStart) {
    if (chunks == 0) {
      firstChunkNanos = nanosSinceStart;
    }
    lastChunkNanos = nanosSinceStart;
    chunks++;
  }

  /** The response ended too early: choices without a reason are unfinished, the first at least. */
  void setUnfinished() {
    setFinishReason(0, null);
    unfinished = true;
  }

  void setComplete() {
    complete = true;
  }

  void setPartlyRead() {
    partlyRead = true;
  }

  List<ToolCallParts> toolCallParts() {
    return toolCalls;
  }

  /** The text of a choice in progress; null beyond the bound. */
  @Nullable StringBuilder completion(int choice) {
    if (choice < 0 || choice >= MAX_CHOICES) {
      return null;
    }
    while (completions.size() <= choice) {
      completions.add(new StringBuilder());
    }
    return completions.get(choice);
  }
}
