package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what several servers name becomes names of one server, and the way back: tools and prompts as
 * {@code target_name}, resources as {@code target+uri}, task ids as {@code target+id}, and ids that
 * a server made for its own requests as {@code "target+id"} with the id as it is written.
 *
 * <p>Where names are not prefixed, those of tools, prompts, resources and tasks stay; ids of
 * servers' requests are prefixed wherever there are several targets.
 */
public final class McpNames {
  private static final String UI = "ui://";

  private final List<String> targets;
  private final boolean prefixed;

  /** Something of one target. */
  public record Named(String target, String name) {}

  /**
   * @param targets names of the targets, unique
   * @param prefixed whether names get a prefix
   */
  public McpNames(List<String> targets, boolean prefixed) {
    this.targets = List.copyOf(targets);
    this.prefixed = prefixed;
  }

  public boolean isPrefixed() {
    return prefixed;
  }

  public List<String> targets() {
    return targets;
  }

  /** The gateway's name of a target's tool or prompt. */
  public String name(String target, String name) {
    return prefixed ? target + "_" + name : name;
  }

  /** The gateway's URI, or URI template, of a target's resource. */
  public String uri(String target, String uri) {
    if (!prefixed) {
      return uri;
    }
    return uri.startsWith(UI) ? UI + target + "+" + uri.substring(UI.length()) : target + "+" + uri;
  }

  /** The gateway's id of a target's task. */
  public String taskId(String target, String id) {
    return prefixed ? target + "+" + id : id;
  }

  /** The gateway's id, as JSON, of a request or progress token that a target made. */
  public String serverId(String target, JsonValue id) {
    return targets.size() == 1 ? id.raw() : JsonText.quote(target + "+" + id.raw());
  }

  /** Whose tool or prompt it is; null where the name says it of none. */
  public @Nullable Named nameOf(String name) {
    return prefixed ? split(name, '_') : only(name);
  }

  /** Whose resource it is; null where the URI says it of none. */
  public @Nullable Named uriOf(String uri) {
    if (!prefixed) {
      return only(uri);
    }
    if (!uri.startsWith(UI)) {
      return split(uri, '+');
    }
    Named rest = split(uri.substring(UI.length()), '+');
    return rest == null ? null : new Named(rest.target, UI + rest.name);
  }

  /** Whose task it is; null where the id says it of none. */
  public @Nullable Named taskIdOf(String id) {
    return prefixed ? split(id, '+') : only(id);
  }

  /**
   * Whose request a client answers, or speaks of, and the server's own id as JSON; null where the
   * id is none that this gateway made.
   */
  public @Nullable Named serverIdOf(JsonValue id) {
    if (targets.size() == 1) {
      return new Named(targets.getFirst(), id.raw());
    }
    String text = id.text();
    Named named = text == null ? null : split(text, '+');
    if (named == null) {
      return null;
    }
    JsonValue raw = JsonValue.of(named.name.getBytes(StandardCharsets.UTF_8));
    return raw != null && (raw.isString() || raw.isNumber()) ? named : null;
  }

  private @Nullable Named only(String name) {
    return targets.size() == 1 ? new Named(targets.getFirst(), name) : null;
  }

  /** The longest target whose name stands before the separator. */
  private @Nullable Named split(String text, char separator) {
    String longest = null;
    for (String target : targets) {
      int length = target.length();
      if (text.length() > length
          && text.charAt(length) == separator
          && text.startsWith(target)
          && (longest == null || length > longest.length())) {
        longest = target;
      }
    }
    return longest == null ? null : new Named(longest, text.substring(longest.length() + 1));
  }
}
