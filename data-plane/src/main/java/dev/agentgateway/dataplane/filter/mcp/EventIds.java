package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import org.jspecify.annotations.Nullable;

/** Ids of events, by which a client resumes a stream: they say which target's stream it was. */
final class EventIds {
  private EventIds() {}

  /** The client's id of a target's event; null: none. */
  static @Nullable String of(McpRequest request, Target target, @Nullable String id) {
    return id == null || id.isEmpty() || request.config().targets().size() == 1
        ? id
        : target.name() + "+" + id;
  }

  /** The target's id that a client's id stands for; null where it is another target's. */
  static @Nullable String back(McpRequest request, Target target, @Nullable String id) {
    if (id == null || request.config().targets().size() == 1) {
      return id;
    }
    String prefix = target.name() + "+";
    return id.startsWith(prefix) ? id.substring(prefix.length()) : null;
  }
}
