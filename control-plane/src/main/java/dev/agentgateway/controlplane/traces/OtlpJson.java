package dev.agentgateway.controlplane.traces;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * OTLP's JSON encoding: protobuf's own, except that trace and span ids are hex and enums are
 * numbers.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP/JSON</a>
 */
public final class OtlpJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> IDS = List.of("traceId", "spanId", "parentSpanId");
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().printingEnumsAsInts();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private OtlpJson() {}

  /** A message of OTLP as a JSON object. */
  public static ObjectNode write(MessageOrBuilder message) {
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(PRINTER.print(message));
      forEachId(json, OtlpJson::base64ToHex);
      return json;
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a protobuf message did not become JSON", e);
    }
  }

  /**
   * Reads JSON into a message.
   *
   * @throws InvalidProtocolBufferException where it is not JSON of this message
   */
  static void read(String json, Message.Builder into) throws InvalidProtocolBufferException {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (!tree.isObject()) {
        throw new InvalidProtocolBufferException("the body is not a JSON object");
      }
      forEachId(tree, OtlpJson::hexToBase64);
      PARSER.merge(MAPPER.writeValueAsString(tree), into);
    } catch (JsonProcessingException e) {
      throw new InvalidProtocolBufferException("the body is not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw new InvalidProtocolBufferException("an id is not hex: " + e.getMessage());
    }
  }

  private static void forEachId(JsonNode root, UnaryOperator<String> change) {
    for (JsonNode resourceSpans : root.path("resourceSpans")) {
      for (JsonNode scopeSpans : resourceSpans.path("scopeSpans")) {
        for (JsonNode span : scopeSpans.path("spans")) {
          changeIds(span, change);
          span.path("links").forEach(link -> changeIds(link, change));
        }
      }
    }
  }

  private static void changeIds(JsonNode node, UnaryOperator<String> change) {
    if (node instanceof ObjectNode object) {
      for (String name : IDS) {
        JsonNode value = object.get(name);
        if (value != null && value.isTextual()) {
          object.put(name, change.apply(value.textValue()));
        }
      }
    }
  }

  private static String base64ToHex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  private static String hexToBase64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }
}
