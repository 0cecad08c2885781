package dev.agentgateway.dataplane.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonRpcRewriterTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void changesNothingElse() {
    String text =
        " { \"params\" : { \"arguments\":{\"n\":1.0e2, \"n\":\"\\u00e9\"},\"name\" :\"a\" },"
            + "\n\"method\":\"tools\\/call\", \"id\":\"1\" ,\"jsonrpc\":\"2.0\" } ";
    JsonRpcMessage message = message(text);
    String changed = text(new JsonRpcRewriter(message).id("7").param("name", "\"b\"").toBytes());
    assertThat(changed)
        .isEqualTo(text.strip().replace("\"id\":\"1\"", "\"id\":7").replace(":\"a\"", ":\"b\""));
    assertThat(new JsonRpcRewriter(message).isUnchanged()).isTrue();
    assertThat(text(new JsonRpcRewriter(message).toBytes())).isEqualTo(text.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"jsonrpc":"2.0","method":"m"} | {"jsonrpc":"2.0","method":"m","params":{"_meta":{"a":1,"b":2}}}
          {"jsonrpc":"2.0","method":"m","params":{ }} | {"jsonrpc":"2.0","method":"m","params":{"_meta":{"a":1,"b":2} }}
          {"jsonrpc":"2.0","method":"m","params":{"x":0}} | {"jsonrpc":"2.0","method":"m","params":{"_meta":{"a":1,"b":2},"x":0}}
          {"jsonrpc":"2.0","method":"m","params":{"_meta":{}}} | {"jsonrpc":"2.0","method":"m","params":{"_meta":{"a":1,"b":2}}}
          {"jsonrpc":"2.0","method":"m","params":{"_meta":{"b":0}}} | {"jsonrpc":"2.0","method":"m","params":{"_meta":{"a":1,"b":2}}}
          {"jsonrpc":"2.0","method":"m","params":{"_meta":{"c":0}}} | {"jsonrpc":"2.0","method":"m","params":{"_meta":{"a":1,"b":2,"c":0}}}
          {"jsonrpc":"2.0","method":"m","params":[1]} | {"jsonrpc":"2.0","method":"m","params":[1]}
          {"jsonrpc":"2.0","method":"m","params":{"_meta":null}} | {"jsonrpc":"2.0","method":"m","params":{"_meta":null}}
          """)
  void createsWhatIsMissing(String text, String expected) {
    assertThat(text(new JsonRpcRewriter(message(text)).meta("a", "1").meta("b", "2").toBytes()))
        .isEqualTo(expected);
  }

  @Test
  void yieldsTheSameTreeAsEditingTheTree() throws IOException {
    Random random = new Random(99);
    for (int round = 0; round < 20_000; round++) {
      ObjectNode tree = randomMessage(random);
      String text = random.nextBoolean() ? tree.toString() : tree.toPrettyString();
      JsonRpcRewriter rewriter = new JsonRpcRewriter(message(text));
      if (random.nextBoolean()) {
        rewriter.id("\"new\"");
        tree.put("id", "new");
      }
      if (random.nextBoolean()) {
        rewriter.param("name", "\"n\u00e9w\"");
        params(tree).put("name", "n\u00e9w");
      }
      if (random.nextBoolean()) {
        rewriter.meta("traceparent", "\"00-1\"");
        meta(tree).put("traceparent", "00-1");
      }
      if (random.nextBoolean()) {
        rewriter.meta("baggage", "\"a=b\"");
        meta(tree).put("baggage", "a=b");
      }
      JsonNode changed = MAPPER.readTree(rewriter.toBytes());
      assertThat(changed).as(text).isEqualTo(tree);
    }
  }

  private static ObjectNode randomMessage(Random random) {
    ObjectNode tree = MAPPER.createObjectNode();
    tree.put("jsonrpc", "2.0").put("method", "tools/call").put("id", random.nextInt());
    if (random.nextInt(4) > 0) {
      ObjectNode params = tree.putObject("params");
      if (random.nextBoolean()) {
        params.put("name", "a\"\\\u20ac");
      }
      if (random.nextBoolean()) {
        ObjectNode meta = params.putObject("_meta");
        if (random.nextBoolean()) {
          meta.put("traceparent", "old");
        }
        if (random.nextBoolean()) {
          meta.put("progressToken", 5);
        }
      }
      if (random.nextBoolean()) {
        params.putObject("arguments").putObject("_meta").put("name", "deep").put("id", 1);
      }
    }
    return tree;
  }

  private static ObjectNode params(ObjectNode tree) {
    return tree.get("params") instanceof ObjectNode params ? params : tree.putObject("params");
  }

  private static ObjectNode meta(ObjectNode tree) {
    ObjectNode params = params(tree);
    return params.get("_meta") instanceof ObjectNode meta ? meta : params.putObject("_meta");
  }

  private static JsonRpcMessage message(String text) {
    return ((JsonRpcBody.Single) JsonRpcReader.read(text.getBytes(StandardCharsets.UTF_8)))
        .message();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
