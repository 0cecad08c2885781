package dev.agentgateway.dataplane.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
  private static final JsonShape<List<String>> SHAPE =
      JsonShape.<List<String>>value()
          .begin(out -> out.add("{"))
          .end(out -> out.add("}"))
          .member("text", JsonShape.<List<String>>value().text(8, (out, t) -> out.add(t.string())))
          .member(
              "cut", JsonShape.<List<String>>value().cutText(4, (out, t) -> out.add(t.string())))
          .member("long", JsonShape.<List<String>>value().integer((out, n) -> out.add("" + n)))
          .member("double", JsonShape.<List<String>>value().decimal((out, n) -> out.add("" + n)))
          .member("flag", JsonShape.<List<String>>value().flag((out, f) -> out.add("" + f)))
          .member("raw", JsonShape.<List<String>>value().raw(40, (out, t) -> out.add(t.string())))
          .member(
              "place", JsonShape.<List<String>>value().place((out, s, e) -> out.add(s + "-" + e)))
          .member(
              "list",
              JsonShape.<List<String>>value()
                  .begin(out -> out.add("["))
                  .end(out -> out.add("]"))
                  .elements(
                      JsonShape.<List<String>>value()
                          .text(8, (out, t) -> out.add(t.string()))
                          .member(
                              "text",
                              JsonShape.<List<String>>value()
                                  .text(8, (out, t) -> out.add("in " + t.string()))))
                  .wrongType(out -> out.add("no list")));

  private static final String EVERYTHING =
      """
       {"other":{"text":[1,{"text":"no"}]},"text":"a\\u00fc\\n","text":"too long for it",
       "cut":"abc\u00fc","cut":"ab","long":-12,"long":1.5,"long":1e2,"double":0.25,"double":-3E+2,
       "flag":true,"flag":null,"flag":"x","t\\u0065xt":"\\ud83d\\ude00","text":"\\ud83dx\\ude00",
       "raw":{"a":[1, "]}"]} ,"raw":-7,"raw":"s","place":  [1,2] ,"place":3,
       "list":["x",{"text":"y"},3,["z"]],"list":5,"list":[],"long":999999999999999999999}
      """;

  private static final List<String> READ =
      List.of(
          "{",
          "a\u00fc\n",
          "abc",
          "ab",
          "-12",
          "0.25",
          "-300.0",
          "true",
          "\uD83D\uDE00",
          "?x?",
          "{\"a\":[1, \"]}\"]}",
          "-7",
          "\"s\"",
          place("[1,2]"),
          place("3,\n"),
          "[",
          "x",
          "in y",
          "]",
          "no list",
          "[",
          "]",
          "}");

  @Test
  void readsWhateverTheSplit() {
    byte[] json = EVERYTHING.getBytes(StandardCharsets.UTF_8);
    assertThat(read(json, json.length)).isEqualTo(READ);
    for (int size = 1; size < json.length; size++) {
      assertThat(read(json, size)).as("pieces of %d", size).isEqualTo(READ);
    }
  }

  @Test
  void readsDirectBuffersOfMoreThanABlock() {
    String text = "{\"x\":\"" + "y".repeat(10_000) + "\",\"raw\":[" + "1,".repeat(4) + "2]}";
    ByteBuf in = Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    List<String> out = new ArrayList<>();
    JsonReader<List<String>> reader = new JsonReader<>(SHAPE);
    reader.begin(out);
    assertThat(reader.read(in, 0, in.readableBytes())).isTrue();
    assertThat(reader.end()).isTrue();
    assertThat(out).containsExactly("{", "[1,1,1,1,2]", "}");
    assertThat(reader.hasNonAscii()).isFalse();
    in.release();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "]",
        "{]",
        "[}",
        "{,}",
        "[,]",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:2}",
        "{\"a\" 1}",
        "[1 2]",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "0x1",
        "1a",
        "NaN",
        "tru",
        "truee",
        "nul",
        "nullx",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123\"",
        "\"\n\"",
        "\"\u0000\"",
        "1 2",
        "{}{}",
        "'a'",
        "//",
        "\"a\"b"
      })
  void refusesWhatIsNoJson(String text) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size <= Math.max(1, json.length); size++) {
      JsonReader<List<String>> reader = new JsonReader<>(SHAPE);
      assertThat(accepts(reader, json, size)).as(text).isFalse();
      assertThat(reader.problem()).contains(" at byte ");
    }
  }

  @Test
  void refusesWhatNestsTooDeep() {
    String deep = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
    assertThat(accepts(deep)).isTrue();
    assertThat(accepts("[" + deep + "]")).isFalse();
  }

  @Test
  void acceptsWhatAnotherParserAccepts() {
    Random random = new Random(7);
    String[] tokens = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"a\"",
      "\"\\u0041\\n\"",
      "\"\\",
      "1",
      "-0.5e-3",
      "0",
      "true",
      "null",
      " ",
      "\n",
      "\"text\"",
      "01",
      "e",
      ".",
      "-",
      "{\"a\":1}",
      "[1,\"b\"]",
      "\"list\":["
    };
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(9);
      for (int i = 0; i < length; i++) {
        text.append(tokens[random.nextInt(tokens.length)]);
      }
      boolean expected = jacksonAccepts(text.toString());
      assertThat(accepts(text.toString())).as(text.toString()).isEqualTo(expected);
      accepted += expected ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(500);
  }

  /** Where the value that begins like this lies, in bytes. */
  private static String place(String text) {
    int index = EVERYTHING.indexOf(text);
    int start = EVERYTHING.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
    return start + "-" + (start + text.replace(",\n", "").length());
  }

  private static boolean jacksonAccepts(String text) {
    int values = 0;
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(text.getBytes(StandardCharsets.UTF_8))) {
      int depth = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        if (depth == 0) {
          values++;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return values == 1;
  }

  private static List<String> read(byte[] json, int size) {
    List<String> out = new ArrayList<>();
    JsonReader<List<String>> reader = new JsonReader<>(SHAPE);
    reader.begin(out);
    assertThat(feed(reader, json, size)).as(reader.problem()).isTrue();
    return out;
  }

  private static boolean accepts(String text) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return accepts(new JsonReader<>(SHAPE), json, json.length);
  }

  private static boolean accepts(JsonReader<List<String>> reader, byte[] json, int size) {
    reader.begin(new ArrayList<>());
    return feed(reader, json, size);
  }

  private static boolean feed(JsonReader<List<String>> reader, byte[] json, int size) {
    for (int at = 0; at < json.length; at += size) {
      // A piece of its own: nothing may be read beyond it.
      int count = Math.min(size, json.length - at);
      if (!reader.read(java.util.Arrays.copyOfRange(json, at, at + count), 0, count)) {
        return false;
      }
    }
    return reader.end();
  }
}
