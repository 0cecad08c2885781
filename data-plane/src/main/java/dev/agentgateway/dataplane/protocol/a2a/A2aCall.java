package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.exchange.AgentCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One A2A operation that a client asks of an agent through the gateway. Filled in while request and
 * response pass: an empty text is not known, or not known yet.
 *
 * <p>Identifiers are as they were sent; those longer than {@link #MAX_ID_BYTES} are left out.
 */
public final class A2aCall extends AgentCall {
  /** The longest identifier that is kept, in bytes of UTF-8. */
  static final int MAX_ID_BYTES = 1024;

  /** How an operation ended as the protocol tells it. */
  public enum Outcome {
    SUCCESS("success"),
    ERROR("error"),
    UNKNOWN("unknown");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** The value of a span attribute. */
    public String text() {
      return text;
    }
  }

  /** What an operation answered with, also one event of a stream. */
  public enum ResultKind {
    TASK("task"),
    MESSAGE("message"),
    STATUS_UPDATE("status-update"),
    ARTIFACT_UPDATE("artifact-update");

    private final String text;

    ResultKind(String text) {
      this.text = text;
    }

    /** The value of a span attribute: the name of 0.3. */
    public String text() {
      return text;
    }

    static @Nullable ResultKind of(String name) {
      return switch (name) {
        case "task" -> TASK;
        // REST of 0.3 calls it so.
        case "message", "msg" -> MESSAGE;
        case "status-update", "statusUpdate" -> STATUS_UPDATE;
        case "artifact-update", "artifactUpdate" -> ARTIFACT_UPDATE;
        default -> null;
      };
    }
  }

  private final A2aRequest.Binding binding;
  private final String protocolVersion;
  private final List<String> extensions;
  private @Nullable AgentName agent;
  private A2aMethod method;
  private String tenant = "";
  private String messageId = "";
  private String taskId = "";
  private String contextId = "";
  private List<String> referenceTaskIds = List.of();
  private @Nullable A2aTaskState taskState;
  private @Nullable ResultKind resultKind;
  private Outcome outcome = Outcome.UNKNOWN;
  private int errorCode;
  private int updates;

  /** The call that a request's head begins. */
  public A2aCall(A2aRequest request) {
    super(Side.CLIENT, null);
    this.binding = request.binding();
    this.protocolVersion = request.protocolVersion();
    this.extensions = request.extensions();
    this.method = request.method();
    this.taskId = request.taskId();
    this.contextId = request.contextId();
  }

  /** What the agent calls itself; null: not known. */
  public @Nullable AgentName agent() {
    return agent;
  }

  public void setAgent(@Nullable AgentName agent) {
    this.agent = agent;
  }

  public A2aRequest.Binding binding() {
    return binding;
  }

  /** What the client speaks, major and minor; {@code 0.3} where it did not say. */
  public String protocolVersion() {
    return protocolVersion;
  }

  /** URIs of the extensions that the client wants used. */
  public List<String> extensions() {
    return extensions;
  }

  /** {@link A2aMethod#OTHER} until a request's body told. */
  public A2aMethod method() {
    return method;
  }

  public String tenant() {
    return tenant;
  }

  /** The client's id of the message that it sends. */
  public String messageId() {
    return messageId;
  }

  /** The task that the request names, then the one that the agent answers with. */
  public String taskId() {
    return taskId;
  }

  /** The context that the request names, then the one that the agent answers with. */
  public String contextId() {
    return contextId;
  }

  /** Tasks that the message refers to; the first 32. */
  public List<String> referenceTaskIds() {
    return referenceTaskIds;
  }

  /** The newest state that the agent told; null: none yet. */
  public @Nullable A2aTaskState taskState() {
    return taskState;
  }

  /** The newest answer's; null: none yet, or the operation answers with none of these. */
  public @Nullable ResultKind resultKind() {
    return resultKind;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Of JSON-RPC, or the status of REST; 0: no error. */
  public int errorCode() {
    return errorCode;
  }

  /** Events of a streamed answer so far. */
  public int updates() {
    return updates;
  }

  void setMethod(A2aMethod method) {
    this.method = method;
  }

  void setTenant(String tenant) {
    this.tenant = tenant;
  }

  void setMessageId(String messageId) {
    this.messageId = messageId;
  }

  void setTaskId(String taskId) {
    if (!taskId.isEmpty()) {
      this.taskId = taskId;
    }
  }

  void setContextId(String contextId) {
    if (!contextId.isEmpty()) {
      this.contextId = contextId;
    }
  }

  void setReferenceTaskIds(List<String> referenceTaskIds) {
    this.referenceTaskIds = List.copyOf(referenceTaskIds);
  }

  void countUpdate() {
    updates++;
  }

  /** The agent answered; an error that came before stays. */
  void succeed() {
    if (outcome == Outcome.UNKNOWN) {
      outcome = Outcome.SUCCESS;
    }
  }

  /** What the agent told newly; null: nothing new. */
  void update(@Nullable ResultKind kind, @Nullable A2aTaskState state) {
    if (kind != null) {
      resultKind = kind;
    }
    if (state != null) {
      taskState = state;
    }
  }

  /** The agent answered with an error of the protocol. */
  void refuse(int code, String type, String message) {
    if (outcome != Outcome.ERROR) {
      outcome = Outcome.ERROR;
      errorCode = code;
    }
    fail(type, message);
  }
}
