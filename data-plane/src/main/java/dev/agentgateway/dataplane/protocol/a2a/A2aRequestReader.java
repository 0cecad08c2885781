package dev.agentgateway.dataplane.protocol.a2a;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a request's body asks while it passes and fills in the call.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public final class A2aRequestReader implements JsonPaths.Sink {
  private static final int MAX_REFERENCES = 32;

  private final A2aCall call;
  private final JsonPaths json;
  // Names before those of the operation's own object: "params" in JSON-RPC, none in REST.
  private final int base;
  private final List<String> references = new ArrayList<>(0);
  private String id = "";
  private String pushedTaskId = "";

  /**
   * @param maxBytes what comes after these is not read
   */
  public A2aRequestReader(A2aCall call, int maxBytes) {
    this.call = call;
    this.base = call.binding() == A2aRequest.Binding.JSON_RPC ? 1 : 0;
    this.json = new JsonPaths(this, maxBytes);
  }

  /** Reads the readable bytes; the buffer's indexes stay. */
  public void read(ByteBuf data) {
    json.read(data);
  }

  /** The body ended, or no more of it will come. */
  public void end() {
    json.end();
    A2aMethod method = call.method();
    if (method.namesTask()) {
      call.setTaskId(id);
    } else if (method.isAboutPush()) {
      // 0.3 names the task by "id" where it reads and deletes.
      call.setTaskId(pushedTaskId.isEmpty() ? id : pushedTaskId);
    }
    if (!references.isEmpty()) {
      call.setReferenceTaskIds(references);
    }
  }

  @Override
  public void scalar(JsonPaths path) {
    if (base == 1) {
      if (path.depth() == 1 && path.name(0).equals("method")) {
        call.setMethod(A2aMethod.ofRpc(path.text()));
        return;
      }
      if (!path.name(0).equals("params")) {
        return;
      }
    }
    if (path.depth() == base + 1) {
      parameter(path);
    } else if (path.name(base).equals("message")) {
      message(path);
    }
  }

  private void parameter(JsonPaths path) {
    switch (path.name(base)) {
      case "id" -> id = path.text();
      case "taskId" -> pushedTaskId = path.text();
      case "contextId" -> call.setContextId(path.text());
      case "tenant" -> call.setTenant(path.text());
      default -> {}
    }
  }

  private void message(JsonPaths path) {
    String name = path.name(base + 1);
    if (path.depth() == base + 2) {
      switch (name) {
        case "messageId" -> call.setMessageId(path.text());
        case "taskId" -> call.setTaskId(path.text());
        case "contextId" -> call.setContextId(path.text());
        default -> {}
      }
    } else if (path.depth() == base + 3
        && name.equals("referenceTaskIds")
        && references.size() < MAX_REFERENCES) {
      String reference = path.text();
      if (!reference.isEmpty()) {
        references.add(reference);
      }
    }
  }
}
