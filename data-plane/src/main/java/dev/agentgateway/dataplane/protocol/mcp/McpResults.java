package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonCursor;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonEdits;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonKeys;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonMembers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import org.jspecify.annotations.Nullable;

/** What the gateway reads of results, and which names in them it changes. */
public final class McpResults {
  private static final JsonKeys RESULT =
      new JsonKeys("isError", "content", "contents", "messages", "task", "taskId", "_meta");
  private static final JsonKeys BLOCK = new JsonKeys("type", "uri", "resource", "content");

  private McpResults() {}

  /** Whether the result of a tool says that it failed. */
  public static boolean isError(JsonValue result) {
    JsonValue told = result.member("isError");
    return told != null && told.isTrue();
  }

  /** What kind of result it is since 2026-07-28: {@code complete} unless it says so. */
  public static String type(JsonValue result) {
    JsonValue type = result.member("resultType");
    String text = type == null ? null : type.text();
    return text == null ? "complete" : text;
  }

  /**
   * The answer of one target with its resources and tasks named as the gateway names them.
   *
   * @return the changed message, or null where nothing in it has to be changed
   */
  public static byte @Nullable [] renamed(JsonRpcMessage answer, McpNames names, String target) {
    JsonValue result = answer.result();
    if (!names.isPrefixed() || result == null || !result.isObject()) {
      return null;
    }
    JsonEdits edits = new JsonEdits(answer.value());
    Renaming renaming = new Renaming(edits, names, target);
    JsonMembers members = JsonMembers.of(result, RESULT);
    renaming.blocks(members.get(1));
    renaming.resources(members.get(2));
    renaming.messages(members.get(3));
    renaming.task(members.get(4));
    renaming.taskId(members.get(5));
    renaming.related(members.get(6));
    return edits.isEmpty() ? null : edits.toBytes();
  }

  private record Renaming(JsonEdits edits, McpNames names, String target) {

    /** Content of a tool's result: links to resources, and resources inside. */
    void blocks(@Nullable JsonValue content) {
      if (content == null || !content.isArray()) {
        return;
      }
      JsonCursor cursor = content.cursor();
      for (boolean more = cursor.beginArray(); more; more = cursor.nextElement()) {
        block(cursor.value());
      }
    }

    void block(@Nullable JsonValue block) {
      if (block == null || !block.isObject()) {
        return;
      }
      JsonMembers members = JsonMembers.of(block, BLOCK);
      String type = members.text(0);
      if ("resource_link".equals(type)) {
        uri(members.get(1));
      } else if ("resource".equals(type)) {
        resource(members.get(2));
      }
    }

    /** Contents of resources/read. */
    void resources(@Nullable JsonValue contents) {
      if (contents == null || !contents.isArray()) {
        return;
      }
      JsonCursor cursor = contents.cursor();
      for (boolean more = cursor.beginArray(); more; more = cursor.nextElement()) {
        resource(cursor.value());
      }
    }

    /** Messages of prompts/get, each with one block. */
    void messages(@Nullable JsonValue messages) {
      if (messages == null || !messages.isArray()) {
        return;
      }
      JsonCursor cursor = messages.cursor();
      for (boolean more = cursor.beginArray(); more; more = cursor.nextElement()) {
        JsonValue message = cursor.value();
        if (message != null) {
          block(message.member("content"));
        }
      }
    }

    void resource(@Nullable JsonValue resource) {
      if (resource != null) {
        uri(resource.member("uri"));
      }
    }

    void uri(@Nullable JsonValue uri) {
      String text = uri == null ? null : uri.text();
      if (uri != null && text != null) {
        edits.replace(uri, JsonText.quote(names.uri(target, text)));
      }
    }

    void task(@Nullable JsonValue task) {
      if (task != null) {
        taskId(task.member("taskId"));
      }
    }

    void taskId(@Nullable JsonValue id) {
      String text = id == null ? null : id.text();
      if (id != null && text != null) {
        edits.replace(id, JsonText.quote(names.taskId(target, text)));
      }
    }

    void related(@Nullable JsonValue meta) {
      if (meta != null) {
        task(meta.member("io.modelcontextprotocol/related-task"));
      }
    }
  }
}
