package dev.agentgateway.dataplane.protocol.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Control messages as trees, where several become one. */
final class Trees {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Trees() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The object that a value is; an empty one where it is something else. */
  static ObjectNode read(JsonValue value) {
    try {
      JsonNode node = MAPPER.readTree(value.bytes(), value.start(), value.length());
      return node instanceof ObjectNode object ? object : object();
    } catch (IOException e) {
      // The value was found well-formed; Jackson has limits of its own, on depth and lengths.
      return object();
    }
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
