package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcRewriter;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one of several servers as the client gets them: ids and progress tokens that the
 * server made say whose they are, resources and tasks have the gateway's names.
 */
public final class ServerMessages {
  private ServerMessages() {}

  /** The bytes to send for what a body or an event holds; null for what is no message. */
  public static byte @Nullable [] renamed(JsonRpcBody body, McpNames names, String target) {
    return switch (body) {
      case JsonRpcBody.Single(JsonRpcMessage message) -> renamed(message, names, target);
      case JsonRpcBody.Batch(List<JsonRpcMessage> messages) -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        char separator = '[';
        for (JsonRpcMessage message : messages) {
          out.write(separator);
          out.writeBytes(renamed(message, names, target));
          separator = ',';
        }
        out.write(']');
        yield out.toByteArray();
      }
      case JsonRpcBody.Refused _ -> null;
    };
  }

  /** The bytes to send for a message. */
  public static byte[] renamed(JsonRpcMessage message, McpNames names, String target) {
    return switch (message.kind()) {
      case RESPONSE, ERROR -> {
        byte[] renamed = McpResults.renamed(message, names, target);
        yield renamed == null ? message.value().toBytes() : renamed;
      }
      case REQUEST -> request(message, names, target);
      case NOTIFICATION -> notification(message, names, target);
    };
  }

  private static byte[] request(JsonRpcMessage message, McpNames names, String target) {
    JsonRpcRewriter rewriter = new JsonRpcRewriter(message);
    JsonValue id = message.id();
    if (id != null) {
      rewriter.id(names.serverId(target, id));
    }
    JsonValue token = McpParams.of(message).metaProgressToken();
    if (token != null) {
      rewriter.replace(token, names.serverId(target, token));
    }
    return rewriter.toBytes();
  }

  private static byte[] notification(JsonRpcMessage message, McpNames names, String target) {
    JsonRpcRewriter rewriter = new JsonRpcRewriter(message);
    McpParams params = McpParams.of(message);
    JsonValue cancelled = params.requestId();
    if (cancelled != null && message.method().equals(McpMethods.CANCELLED)) {
      rewriter.replace(cancelled, names.serverId(target, cancelled));
    }
    JsonValue uri = params.uri();
    String updated = uri == null ? null : uri.text();
    if (uri != null && updated != null && message.method().equals(McpMethods.RESOURCE_UPDATED)) {
      rewriter.replace(uri, JsonText.quote(names.uri(target, updated)));
    }
    JsonValue task = params.taskId();
    String id = task == null ? null : task.text();
    if (task != null && id != null) {
      rewriter.replace(task, JsonText.quote(names.taskId(target, id)));
    }
    return rewriter.toBytes();
  }
}
