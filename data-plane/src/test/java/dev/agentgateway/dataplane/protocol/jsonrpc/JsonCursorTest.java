package dev.agentgateway.dataplane.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonCursorTest {
  private static final String[] SEEDS = {
    "{\"a\":[1,-2.5e+10,true,false,null,\"x\\u00e9\\n\\\"\"],\"b\":{},\"c\":[]}",
    "[\"\u00e9\u20ac\ud83d\ude00\", 0, -0.0, 1E5, {\"k\" : [ [ ] , { } ] } ]",
    " \"text\" ",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"
  };
  private static final byte[] ALPHABET =
      "{}[]\":,0123456789.eE+-\\utruefalsn \n\t\u00e9\u20ac".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "01",
        "-",
        "1.",
        "1e",
        "+1",
        ".5",
        "tru",
        "nulll",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a",
        "\"\t\"",
        "1 2",
        "[1 2]",
        "{\"a\" 1}",
        "NaN",
        "'a'",
        "[1]]",
        "{\"a\":1}{",
        "// \n1"
      })
  void refusesWhatIsNoJson(String text) {
    assertThat(JsonValue.of(utf8(text))).isNull();
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    int[][] broken = {
      {0x80},
      {0xC0, 0x80},
      {0xC1, 0xBF},
      {0xE0, 0x80, 0x80},
      {0xED, 0xA0, 0x80},
      {0xC3},
      {0xE2, 0x82},
      {0xF0, 0x80, 0x80, 0x80},
      {0xF4, 0x90, 0x80, 0x80},
      {0xF5, 0x80, 0x80, 0x80},
      {0xFF}
    };
    for (int[] bytes : broken) {
      byte[] text = new byte[bytes.length + 2];
      text[0] = '"';
      for (int i = 0; i < bytes.length; i++) {
        text[i + 1] = (byte) bytes[i];
      }
      text[text.length - 1] = '"';
      assertThat(JsonValue.of(text)).isNull();
    }
    assertThat(JsonValue.of(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '1'})).isNull();
  }

  @Test
  void refusesWhatIsTooDeep() {
    int most = JsonCursor.MAX_DEPTH;
    assertThat(JsonValue.of(utf8("[".repeat(most) + "]".repeat(most)))).isNotNull();
    assertThat(JsonValue.of(utf8("[".repeat(most + 1) + "]".repeat(most + 1)))).isNull();
    assertThat(JsonValue.of(utf8("[".repeat(1_000_000)))).isNull();
  }

  @Test
  void agreesWithAnotherParserOnTextsThatAreAlmostJson() throws IOException {
    Random random = new Random(4711);
    for (int round = 0; round < 200_000; round++) {
      byte[] text = utf8(SEEDS[random.nextInt(SEEDS.length)]).clone();
      for (int edits = random.nextInt(3); edits > 0; edits--) {
        text[random.nextInt(text.length)] = ALPHABET[random.nextInt(ALPHABET.length)];
      }
      assertThat(JsonValue.of(text) != null)
          .as(() -> new String(text, StandardCharsets.ISO_8859_1))
          .isEqualTo(isJson(text));
    }
  }

  @Test
  void decodesWhatStringsSay() {
    String text = "a\"\\\b\f\n\r\t/\u0001\u00e9\u20ac\ud83d\ude00";
    assertThat(value(utf8(JsonText.quote(text))).text()).isEqualTo(text);
    assertThat(value(utf8("\"\\u00e9\\/\\ud83d\\ude00\\b\\f\"")).text())
        .isEqualTo("\u00e9/\ud83d\ude00\b\f");
  }

  @Test
  void findsMembersWhoseNamesAreEscaped() {
    JsonValue value = value(utf8("{\"x\":{\"id\":0},\"\\u0069d\":7,\"id\":8}"));
    assertThat(String.valueOf(value.member("id"))).isEqualTo("7");
    assertThat(JsonMembers.of(value, new JsonKeys("id")).isRepeated()).isTrue();
    assertThat(JsonMembers.of(value, new JsonKeys("x")).isRepeated()).isFalse();
    assertThat(value.member("none")).isNull();
  }

  @Test
  void cutsTextsBetweenCharacters() {
    JsonValue value = value(utf8("\"\u20ac\u20ac\""));
    assertThat(value.raw(5)).isEqualTo("\"\u20ac");
    assertThat(value.raw(100)).isEqualTo("\"\u20ac\u20ac\"");
  }

  @Test
  void readsIntsOnlyWhereTheyAreWritten() {
    assertThat(value(utf8("-32601")).intOr(0)).isEqualTo(-32601);
    assertThat(value(utf8("2147483648")).intOr(1)).isEqualTo(1);
    assertThat(value(utf8("1.0")).intOr(2)).isEqualTo(2);
    assertThat(value(utf8("\"1\"")).intOr(3)).isEqualTo(3);
  }

  private static boolean isJson(byte[] text) throws IOException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      return false;
    }
    try (JsonParser parser =
        new JsonFactory().createParser(new String(text, StandardCharsets.UTF_8))) {
      int values = 0;
      while (parser.nextToken() != null) {
        parser.getText();
        if (parser.currentToken().isStructStart()) {
          parser.skipChildren();
        }
        values++;
      }
      return values == 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonValue value(byte[] text) {
    return Objects.requireNonNull(JsonValue.of(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
