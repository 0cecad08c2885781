package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.ListMerge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of several targets a name without prefix belongs to, by listing what they have,
 * page by page. The first target in the order of the configuration that has it is the one.
 */
final class NameSearch {
  private static final int MAX_PAGES = 64;

  private final McpRequest request;
  private final KnownNames.Key key;
  private final @Nullable JsonValue meta;
  private final Consumer<@Nullable String> finish;
  private int pages;

  private NameSearch(
      McpRequest request,
      KnownNames.Key key,
      @Nullable JsonValue meta,
      Consumer<@Nullable String> finish) {
    this.request = request;
    this.key = key;
    this.meta = meta;
    this.finish = finish;
  }

  /**
   * Searches, where it is not known.
   *
   * @param message what names it; its {@code _meta} goes with the lists
   * @param listMethod lists what is named so
   * @param finish takes the target's name; null: no target has it
   */
  static void run(
      McpRequest request,
      JsonRpcMessage message,
      String listMethod,
      String name,
      Consumer<@Nullable String> finish) {
    KnownNames.Key key =
        new KnownNames.Key(
            request.binding().gateway(), request.config().backend(), listMethod, name);
    String known = KnownNames.find(key);
    if (known != null) {
      finish.accept(known);
      return;
    }
    JsonValue params = message.params();
    JsonValue meta = params == null ? null : params.member("_meta");
    Map<String, String> first = new LinkedHashMap<>();
    for (Target target : McpRouting.participants(request)) {
      first.put(target.name(), "");
    }
    new NameSearch(request, key, meta, finish).page(first);
  }

  /** Asks for the next page of each target that has one; an empty cursor is the first page. */
  private void page(Map<String, String> cursors) {
    pages++;
    Gather gather = new Gather(request, this::read);
    List<byte[]> bodies = new ArrayList<>();
    for (Target target : McpRouting.participants(request)) {
      String cursor = cursors.get(target.name());
      if (cursor != null) {
        TargetCall call = new TargetCall(request, target, gather);
        Headers fields = call.head().headers();
        if (fields.contains(McpHeaders.METHOD)) {
          fields.set(McpHeaders.METHOD, key.listMethod());
          fields.remove(McpHeaders.NAME);
        }
        gather.add(call.carrying(request.calls().inner(target.name(), key.listMethod())));
        bodies.add(JsonRpcAnswers.request("\"gateway-list\"", key.listMethod(), params(cursor)));
      }
    }
    gather.start(bodies);
  }

  private void read(List<TargetCall> calls) {
    Map<String, String> next = new LinkedHashMap<>();
    for (TargetCall call : calls) {
      JsonRpcMessage answer = call.answer();
      JsonValue result = answer == null ? null : answer.result();
      if (result == null) {
        continue;
      }
      if (ListMerge.names(result, key.listMethod()).contains(key.name())) {
        KnownNames.put(key, call.target().name());
        finish.accept(call.target().name());
        return;
      }
      JsonValue cursor = result.member("nextCursor");
      String text = cursor == null ? null : cursor.text();
      if (text != null && !text.isEmpty()) {
        next.put(call.target().name(), text);
      }
    }
    if (next.isEmpty() || pages == MAX_PAGES) {
      finish.accept(null);
    } else {
      page(next);
    }
  }

  private String params(String cursor) {
    StringBuilder params = new StringBuilder("{");
    if (!cursor.isEmpty()) {
      params.append("\"cursor\":").append(JsonText.quote(cursor));
    }
    if (meta != null) {
      params.append(params.length() > 1 ? "," : "").append("\"_meta\":").append(meta.raw());
    }
    return params.append('}').toString();
  }
}
