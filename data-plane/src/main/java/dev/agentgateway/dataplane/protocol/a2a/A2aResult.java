package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.protocol.a2a.A2aCall.ResultKind;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer, whole or one event of a stream: {@code {"kind": …}} of 0.3, {@code {"task": …}}
 * of 1.0, each inside of JSON-RPC's {@code result} or, in REST, alone; a task alone; an error.
 */
final class A2aResult implements JsonPaths.Sink {
  private final A2aRequest.Binding binding;
  private final JsonPaths json;
  private boolean hasResult;
  private boolean hasError;
  private int errorCode;
  private @Nullable ResultKind wrapper;
  private @Nullable ResultKind kind;
  private @Nullable A2aTaskState state;
  private String id = "";
  private String taskId = "";
  private String contextId = "";

  A2aResult(A2aRequest.Binding binding, long maxBytes) {
    this.binding = binding;
    this.json = new JsonPaths(this, maxBytes);
  }

  void read(ByteBuf data) {
    json.read(data);
  }

  /**
   * The text ended, or no more of it will come: tells the call.
   *
   * @param status HTTP status of the response
   * @param isCut whether more should have come: what was seen is told, and no outcome
   */
  void end(A2aCall call, int status, boolean isCut) {
    json.end();
    if (hasError && binding == A2aRequest.Binding.JSON_RPC) {
      call.refuse(errorCode, A2aError.type(errorCode), A2aError.message(errorCode));
    } else if (status >= 400) {
      call.refuse(status, Integer.toString(status), "");
    } else if (hasResult) {
      ResultKind known = wrapper != null ? wrapper : kind;
      boolean isTask =
          known == ResultKind.TASK || (known == null && state != null && taskId.isEmpty());
      call.setTaskId(isTask ? id : taskId);
      call.setContextId(contextId);
      call.update(isTask ? ResultKind.TASK : known, state);
      if (!isCut) {
        call.succeed();
      }
    }
  }

  @Override
  public void begins(JsonPaths path) {
    if (path.depth() == 1 && path.name(0).equals("error")) {
      hasError = true;
    } else if (path.depth() == base() && isResult(path)) {
      hasResult = true;
    } else if (path.depth() == base() + 1 && isResult(path)) {
      // A task's own "history" and "artifacts", or the "message" of a status, are no wrappers.
      ResultKind named = ResultKind.of(path.name(base()));
      if (named != null) {
        wrapper = named;
      }
    }
  }

  @Override
  public void scalar(JsonPaths path) {
    if (path.depth() == 2 && path.name(0).equals("error")) {
      if (path.name(1).equals("code")) {
        errorCode = path.integer(0);
      }
      return;
    }
    if (!isResult(path)) {
      return;
    }
    int at = base();
    if (path.depth() == at) {
      // A result may be null or no object at all.
      hasResult = true;
      return;
    }
    if (path.depth() > at + 1 && wrapper != null && ResultKind.of(path.name(at)) == wrapper) {
      at++;
    }
    if (path.depth() == at + 1) {
      field(path, path.name(at));
    } else if (path.depth() == at + 2
        && path.name(at).equals("status")
        && path.name(at + 1).equals("state")) {
      state = A2aTaskState.of(path.text());
    }
  }

  private void field(JsonPaths path, String name) {
    switch (name) {
      case "kind" -> kind = ResultKind.of(path.text());
      case "id" -> id = path.text();
      case "taskId" -> taskId = path.text();
      case "contextId" -> contextId = path.text();
      default -> {}
    }
  }

  private int base() {
    return binding == A2aRequest.Binding.JSON_RPC ? 1 : 0;
  }

  private boolean isResult(JsonPaths path) {
    return binding == A2aRequest.Binding.REST || path.name(0).equals("result");
  }
}
