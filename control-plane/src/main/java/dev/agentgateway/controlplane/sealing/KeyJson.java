package dev.agentgateway.controlplane.sealing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the keys of all Gateways are written down. */
final class KeyJson {

  private static final int KEY_BYTES = 32;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private KeyJson() {}

  /**
   * The rings by Gateway.
   *
   * @param where names what is read, for people
   * @throws IOException with a message for people: it holds something else
   */
  static Map<String, KeyRing> read(String where, byte[] content) throws IOException {
    Map<String, KeyRing> rings = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> gateway :
          MAPPER.readTree(content).path("gateways").properties()) {
        List<KeyRing.Key> keys = new ArrayList<>();
        for (JsonNode key : gateway.getValue()) {
          keys.add(key(key));
        }
        rings.put(gateway.getKey(), new KeyRing(keys));
      }
      return rings;
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new IOException(where + " (expected: as it was written; without it, sessions end)", e);
    }
  }

  static byte[] write(Map<String, KeyRing> rings) throws IOException {
    ObjectNode tree = MAPPER.createObjectNode();
    ObjectNode gateways = tree.putObject("gateways");
    rings.forEach(
        (gateway, ring) -> {
          ArrayNode keys = gateways.putArray(gateway);
          ring.keys()
              .forEach(
                  key ->
                      keys.addObject().put("key", key.secret()).put("made", key.made().toString()));
        });
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
  }

  private static KeyRing.Key key(JsonNode key) {
    String secret = key.path("key").asText();
    if (Base64.getDecoder().decode(secret.getBytes(StandardCharsets.US_ASCII)).length
        != KEY_BYTES) {
      throw new IllegalArgumentException("a key is not 32 bytes");
    }
    return new KeyRing.Key(secret, Instant.parse(key.path("made").asText()));
  }
}
