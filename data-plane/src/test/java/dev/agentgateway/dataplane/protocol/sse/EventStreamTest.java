package dev.agentgateway.dataplane.protocol.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamTest {
  private static final int MAX = 1000;

  /** Every line end, a BOM, comments, several lines, ignored fields, an event without data. */
  private static final String MIXED =
      "\uFEFFdata: one\n\n"
          + ": comment\r\n"
          + "event: update\r\nid: 7\r\ndata:two\r\ndata:  three\r\n\r\n"
          + "data\rdata\r\r"
          + ":\n\n"
          + "id: 8\nretry: 10\ndatax: no\ndat: no\n\n"
          + "event:\ndata: {\"a\":\"b: c\"}\nid: a\u0000b\n\n"
          + "event: update\ndata: \u00fc\n:in between\n\n"
          + "data: cut off\n";

  private static final List<String> EVENTS =
      List.of(
          "message|null|one",
          "update|7|two\n three",
          "message|null|\n",
          "message|null|{\"a\":\"b: c\"}",
          "update|null|\u00fc");

  @Test
  void readsWhateverTheSplit() {
    byte[] stream = MIXED.getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= stream.length; split++) {
      assertThat(read(MAX, slices(stream, split))).as("split at %d", split).isEqualTo(EVENTS);
    }
    assertThat(read(MAX, everyByte(stream))).isEqualTo(EVENTS);
  }

  @Test
  void tellsWhereEachEventLies() {
    byte[] stream = MIXED.getBytes(StandardCharsets.UTF_8);
    List<String> texts = new ArrayList<>();
    EventStreamReader reader =
        new EventStreamReader(
            MAX,
            event ->
                texts.add(
                    new String(
                        stream,
                        (int) event.start(),
                        (int) (event.end() - event.start()),
                        StandardCharsets.UTF_8)));
    reader.read(Unpooled.wrappedBuffer(stream));
    assertThat(texts)
        .containsExactly(
            "data: one\n\n",
            "event: update\r\nid: 7\r\ndata:two\r\ndata:  three\r\n\r\n",
            "data\rdata\r\r",
            "event:\ndata: {\"a\":\"b: c\"}\nid: a\u0000b\n\n",
            "event: update\ndata: \u00fc\n:in between\n\n");
    assertThat(reader.position()).isEqualTo(stream.length);
    assertThat(reader.pendingStart()).isEqualTo(stream.length - "data: cut off\n".length());
  }

  @Test
  void showsDataWhereItLies() {
    ByteBuf in = bytes("data: abc\n\n");
    EventStreamReader reader =
        new EventStreamReader(
            MAX,
            event -> {
              assertThat(event.buffer()).isSameAs(in);
              assertThat(event.dataIndex()).isEqualTo(6);
              assertThat(event.dataIs("abc")).isTrue();
              assertThat(event.dataIs("abd")).isFalse();
            });
    reader.read(in);
    assertThat(in.readerIndex()).isZero();
  }

  @Test
  void passesOverEventsOverTheBound() {
    String large = "x".repeat(20);
    for (String stream :
        List.of(
            "data: " + large + "\n\ndata: next\n\n",
            "data: 12345678\ndata: 9\ndata: 10\n\ndata: next\n\n",
            "event: " + large + "\ndata: a\n\ndata: next\n\n",
            "id: " + large + "\ndata: a\n\ndata: next\n\n")) {
      List<String> events = new ArrayList<>();
      EventStreamReader reader = new EventStreamReader(10, recording(events));
      everyByte(stream.getBytes(StandardCharsets.UTF_8)).forEach(reader::read);
      assertThat(events).containsExactly("message|null|next");
      assertThat(reader.passedOver()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ef\u00bbdata: a\n\n", "\u00ef\r\rdata: a\r\r", "\u00ef\u00bb\u00bf"})
  void aBrokenByteOrderMarkIsAFieldLikeAnyOther(String text) {
    byte[] stream = text.getBytes(StandardCharsets.ISO_8859_1);
    List<String> expected = text.contains("\r") ? List.of("message|null|a") : List.of();
    assertThat(read(MAX, List.of(Unpooled.wrappedBuffer(stream)))).isEqualTo(expected);
    assertThat(read(MAX, everyByte(stream))).isEqualTo(expected);
  }

  @Test
  void filtersWhateverTheSplit() {
    byte[] stream = MIXED.getBytes(StandardCharsets.UTF_8);
    String rest =
        MIXED
            .replace("event: update\r\nid: 7\r\ndata:two\r\ndata:  three\r\n\r\n", "")
            .replace("event: update\ndata: \u00fc\n:in between\n\n", "");
    for (int split = 0; split <= stream.length; split++) {
      assertThat(filter(MAX, slices(stream, split))).as("split at %d", split).isEqualTo(rest);
    }
    assertThat(filter(MAX, everyByte(stream))).isEqualTo(rest);
  }

  @Test
  void hidesPartsOfDataWhateverTheSplit() {
    String stream = "data: a(b)c\r\n\r\nid: 1\ndata:(x)\n\ndata: (1\ndata: 2)\n\ndata: cut (";
    String rest = "data: ac\r\n\r\nid: 1\ndata:\n\ndata: (1\ndata: 2)\n\ndata: cut (";
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      assertThat(filter(EventStreamTest::hideBrackets, slices(bytes, split)))
          .as("split at %d", split)
          .isEqualTo(rest);
    }
    assertThat(filter(EventStreamTest::hideBrackets, everyByte(bytes))).isEqualTo(rest);
  }

  private static boolean hideBrackets(SseEvent event) {
    String data = event.dataText();
    event.hidePart(data.indexOf('('), data.indexOf(')') + 1);
    return false;
  }

  @Test
  void tellsHowLongToWaitBeforeAnotherTry() {
    List<String> told = new ArrayList<>();
    EventStreamReader reader = new EventStreamReader(MAX, event -> told.add("" + event.retry()));
    reader.read(bytes("retry: 10\ndata: a\n\ndata: b\n\nretry: 1x\ndata: c\n\n"));
    assertThat(told).containsExactly("10", "null", "null");
  }

  @Test
  void hidesTheLineFeedThatComesLater() {
    String hidden = "event: update\r\ndata: x\r\n\r\n";
    List<ByteBuf> parts =
        List.of(bytes("data: a\r\n\r\n" + hidden.substring(0, hidden.length() - 1)), bytes("\n:c"));
    assertThat(filter(MAX, parts)).isEqualTo("data: a\r\n\r\n:c");
  }

  @Test
  void passesTheSameBufferOnWhereNothingIsHidden() {
    EventStreamFilter filter = new EventStreamFilter(MAX, MAX, event -> false);
    ByteBuf whole = bytes(": ping\n");
    assertThat(filter.filter(whole)).isSameAs(whole);
    ByteBuf event = bytes("data: a\n\ndata: b\n\n");
    assertThat(filter.filter(event)).isSameAs(event);
    assertThat(filter.filter(bytes("data: c")).isReadable()).isFalse();
    assertThat(taken(filter.filter(bytes("d\n\ndat")))).isEqualTo("data: cd\n\n");
    assertThat(taken(filter.end())).isEqualTo("dat");
  }

  @Test
  void doesNotHoldBackALargeEvent() {
    EventStreamFilter filter = new EventStreamFilter(MAX, 10, event -> true);
    assertThat(filter.filter(bytes("data: 1")).isReadable()).isFalse();
    assertThat(taken(filter.filter(bytes("2345")))).isEqualTo("data: 12345");
    ByteBuf more = bytes("6");
    assertThat(filter.filter(more)).isSameAs(more);
    assertThat(taken(filter.filter(bytes("7\n\ndata: x\n\n: c\n")))).isEqualTo("7\n\n: c\n");
    assertThat(filter.hiddenEvents()).isEqualTo(1);
  }

  @Test
  void filtersRandomStreamsInRandomPieces() {
    Random random = new Random(4);
    String[] tokens = {"\r", "\n", "\r\n", "data", "event", ": ", ":", "update", "x", "\n\n", "id"};
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.append(tokens[random.nextInt(tokens.length)]);
      }
      byte[] stream = text.toString().getBytes(StandardCharsets.UTF_8);
      List<ByteBuf> pieces = new ArrayList<>();
      for (int at = 0; at < stream.length; ) {
        int count = Math.min(stream.length - at, 1 + random.nextInt(9));
        pieces.add(Unpooled.copiedBuffer(stream, at, count));
        at += count;
      }
      assertThat(read(MAX, pieces))
          .as(text.toString())
          .isEqualTo(read(MAX, List.of(Unpooled.wrappedBuffer(stream))));
      assertThat(filter(MAX, pieces))
          .as(text.toString())
          .isEqualTo(filter(MAX, List.of(Unpooled.wrappedBuffer(stream))));
    }
  }

  @Test
  void readsWhatItWrites() {
    byte[] event =
        EventStreamWriter.event("update", "9", "a\r\nb\rc\n".getBytes(StandardCharsets.UTF_8));
    assertThat(read(MAX, List.of(Unpooled.wrappedBuffer(event))))
        .containsExactly("update|9|a\nb\nc\n");
    assertThat(new String(EventStreamWriter.event(new byte[0]), StandardCharsets.UTF_8))
        .isEqualTo("data: \n\n");
    assertThatThrownBy(() -> EventStreamWriter.event("a\nb", null, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> read(int max, List<ByteBuf> pieces) {
    List<String> events = new ArrayList<>();
    EventStreamReader reader = new EventStreamReader(max, recording(events));
    pieces.forEach(reader::read);
    return events;
  }

  private static EventStreamReader.Sink recording(List<String> events) {
    return event -> events.add(event.name() + "|" + event.id() + "|" + event.dataText());
  }

  /** The stream without the events that are named "update". */
  private static String filter(int maxHeld, List<ByteBuf> pieces) {
    return filter(
        new EventStreamFilter(MAX, maxHeld, event -> event.name().equals("update")), pieces);
  }

  private static String filter(EventStreamFilter.Sink sink, List<ByteBuf> pieces) {
    return filter(new EventStreamFilter(MAX, MAX, sink), pieces);
  }

  private static String filter(EventStreamFilter filter, List<ByteBuf> pieces) {
    ByteBuf out = Unpooled.buffer();
    for (ByteBuf piece : pieces) {
      ByteBuf passed = filter.filter(piece.copy());
      out.writeBytes(passed);
      passed.release();
    }
    out.writeBytes(filter.end());
    return text(out);
  }

  private static List<ByteBuf> slices(byte[] stream, int split) {
    return List.of(
        Unpooled.wrappedBuffer(stream, 0, split),
        Unpooled.wrappedBuffer(stream, split, stream.length - split));
  }

  private static List<ByteBuf> everyByte(byte[] stream) {
    List<ByteBuf> all = new ArrayList<>();
    for (byte each : stream) {
      all.add(Unpooled.wrappedBuffer(new byte[] {each}));
    }
    return all;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static String text(ByteBuf bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String taken(ByteBuf bytes) {
    String text = text(bytes);
    bytes.release();
    return text;
  }
}
