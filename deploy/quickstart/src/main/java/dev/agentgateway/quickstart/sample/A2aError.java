package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Errors of A2A in its two bindings. */
enum A2aError {
  INVALID_REQUEST(-32600, 400, "INVALID_ARGUMENT", "Request payload validation error"),
  METHOD_NOT_FOUND(-32601, 404, "NOT_FOUND", "Method not found"),
  TASK_NOT_FOUND(-32001, 404, "NOT_FOUND", "Task not found"),
  TASK_NOT_CANCELABLE(-32002, 400, "FAILED_PRECONDITION", "Task cannot be canceled"),
  PUSH_NOTIFICATION_NOT_SUPPORTED(
      -32003, 400, "FAILED_PRECONDITION", "Push notifications are not supported"),
  UNSUPPORTED_OPERATION(-32004, 400, "FAILED_PRECONDITION", "This operation is not supported");

  private final int code;
  private final int status;
  private final String rpcStatus;
  private final String message;

  A2aError(int code, int status, String rpcStatus, String message) {
    this.code = code;
    this.status = status;
    this.rpcStatus = rpcStatus;
    this.message = message;
  }

  /** Status of HTTP in REST. */
  int status() {
    return status;
  }

  /** A JSON-RPC response. */
  ObjectNode rpc(JsonNode id) {
    ObjectNode envelope = Json.object().put("jsonrpc", "2.0");
    envelope.set("id", id);
    envelope.putObject("error").put("code", code).put("message", message);
    return envelope;
  }

  /** A body of REST: google.rpc.Status. */
  ObjectNode rest() {
    ObjectNode body = Json.object();
    ObjectNode error =
        body.putObject("error")
            .put("code", status)
            .put("status", rpcStatus)
            .put("message", message);
    error
        .putArray("details")
        .addObject()
        .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
        .put("reason", name())
        .put("domain", "a2a-protocol.org");
    return body;
  }
}
