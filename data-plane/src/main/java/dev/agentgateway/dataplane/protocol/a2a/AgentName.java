package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonCursor;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonKeys;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonMembers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.util.Optional;

/**
 * What an agent calls itself in its card.
 *
 * @param version may be empty
 */
public record AgentName(String name, String version) {
  private static final int MAX_CHARACTERS = 256;
  private static final JsonKeys KEYS = new JsonKeys("name", "version", "skills");

  /** Of a card: an object with name and skills; empty where it is none. */
  public static Optional<AgentName> ofCard(byte[] json) {
    JsonValue card = new JsonCursor(json, 0, json.length).value();
    if (card == null || !card.isObject()) {
      return Optional.empty();
    }
    JsonMembers members = JsonMembers.of(card, KEYS);
    String name = members.text(0);
    String version = members.text(1);
    return name == null
            || name.isEmpty()
            || name.length() > MAX_CHARACTERS
            || members.get(2) == null
            || members.isRepeated()
        ? Optional.empty()
        : Optional.of(
            new AgentName(
                name, version == null || version.length() > MAX_CHARACTERS ? "" : version));
  }
}
