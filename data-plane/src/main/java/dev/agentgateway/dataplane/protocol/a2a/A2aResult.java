package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.protocol.a2a.A2aCall.ResultKind;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequest.Binding;
import dev.agentgateway.dataplane.protocol.json.JsonReader;
import dev.agentgateway.dataplane.protocol.json.JsonShape;
import io.netty.buffer.ByteBuf;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers, whole or one event of a stream after the other: {@code {"kind": …}} of 0.3, {@code
 * {"task": …}} of 1.0, each inside of JSON-RPC's {@code result} or, in REST, alone; a task alone;
 * an error.
 */
final class A2aResult {
  private static final int MAX_NAME_BYTES = 64;
  private static final JsonShape<A2aResult> REST = result();
  private static final JsonShape<A2aResult> JSON_RPC =
      JsonShape.<A2aResult>value().member("result", result()).member("error", error());

  private final Binding binding;
  private final JsonReader<A2aResult> json;
  private boolean hasResult;
  private boolean hasError;
  private long errorCode;
  private @Nullable ResultKind wrapper;
  private @Nullable ResultKind kind;
  private @Nullable A2aTaskState state;
  private String id = "";
  private String taskId = "";
  private String contextId = "";

  A2aResult(Binding binding) {
    this.binding = binding;
    this.json = new JsonReader<>(binding == Binding.JSON_RPC ? JSON_RPC : REST);
  }

  /** Begins an answer, and forgets the one before. */
  void begin() {
    hasResult = false;
    hasError = false;
    errorCode = 0;
    wrapper = null;
    kind = null;
    state = null;
    id = "";
    taskId = "";
    contextId = "";
    json.begin(this);
  }

  /** Reads bytes of the buffer; its indexes stay. */
  void read(ByteBuf in, int index, int length) {
    json.read(in, index, length);
  }

  /**
   * The text ended, or no more of it will come: tells the call.
   *
   * @param status HTTP status of the response
   * @param isCut whether more should have come: what was seen is told, and no outcome
   */
  void end(A2aCall call, int status, boolean isCut) {
    if (hasError && binding == Binding.JSON_RPC) {
      int code = (int) errorCode == errorCode ? (int) errorCode : 0;
      call.refuse(code, A2aError.type(code), A2aError.message(code));
      return;
    }
    if (status >= 400) {
      call.refuse(status, Integer.toString(status), "");
      return;
    }
    ResultKind known = wrapper != null ? wrapper : kind;
    boolean isTask =
        known == ResultKind.TASK || (known == null && state != null && taskId.isEmpty());
    call.setTaskId(isTask ? id : taskId);
    call.setContextId(contextId);
    call.update(isTask ? ResultKind.TASK : known, state);
    if (hasResult && !isCut) {
      call.succeed();
    }
  }

  private static JsonShape<A2aResult> error() {
    return JsonShape.<A2aResult>value()
        .begin(result -> result.hasError = true)
        .wrongType(result -> result.hasError = true)
        .member(
            "code",
            JsonShape.<A2aResult>value().integer((result, code) -> result.errorCode = code));
  }

  private static JsonShape<A2aResult> result() {
    JsonShape<A2aResult> result =
        fields()
            .place((target, start, end) -> target.hasResult = true)
            .member(
                "kind", text(MAX_NAME_BYTES, (target, text) -> target.kind = ResultKind.of(text)));
    for (String name : new String[] {"task", "message", "msg", "statusUpdate", "artifactUpdate"}) {
      result.member(name, fields().begin(target -> target.wrapper = ResultKind.of(name)));
    }
    return result;
  }

  private static JsonShape<A2aResult> fields() {
    return JsonShape.<A2aResult>value()
        .member("id", text(A2aCall.MAX_ID_BYTES, (target, text) -> target.id = text))
        .member("taskId", text(A2aCall.MAX_ID_BYTES, (target, text) -> target.taskId = text))
        .member("contextId", text(A2aCall.MAX_ID_BYTES, (target, text) -> target.contextId = text))
        .member(
            "status",
            JsonShape.<A2aResult>value()
                .member(
                    "state",
                    text(MAX_NAME_BYTES, (target, text) -> target.state = A2aTaskState.of(text))));
  }

  private static JsonShape<A2aResult> text(int maxBytes, BiConsumer<A2aResult, String> setter) {
    return JsonShape.<A2aResult>value()
        .text(maxBytes, (target, text) -> setter.accept(target, text.string()));
  }
}
