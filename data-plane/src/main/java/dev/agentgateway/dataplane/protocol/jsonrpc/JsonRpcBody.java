package dev.agentgateway.dataplane.protocol.jsonrpc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the body of an HTTP message or the data of an event holds. */
public sealed interface JsonRpcBody {

  /** One message. */
  record Single(JsonRpcMessage message) implements JsonRpcBody {}

  /** An array of one message or more, each well-formed: JSON-RPC 2.0 §6. */
  record Batch(List<JsonRpcMessage> messages) implements JsonRpcBody {
    public Batch {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Not what JSON-RPC allows.
   *
   * @param code of the error that answers it: -32700 or -32600
   * @param reason for the error's message; holds nothing of the body
   * @param id of the request, where it could be read
   */
  record Refused(int code, String reason, @Nullable JsonValue id) implements JsonRpcBody {}
}
