package dev.agentgateway.dataplane.protocol.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a stream while its bytes pass; neither keeps nor delays these. Data of an
 * event that lies in one buffer, in one line, is shown where it lies; any other is copied.
 *
 * <p>An event whose fields exceed the bound is passed over and counted. An event without data, and
 * one that the end of the stream cuts off, is none.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">HTML,
 *     9.2.5</a>
 */
public final class EventStreamReader {
  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int LONGEST_FIELD = 5;
  private static final int KEPT_CAPACITY = 1024;
  private static final int MAX_DIGITS = 9;
  private static final long SEVERAL_LINES = -1;

  /** Takes events. */
  @FunctionalInterface
  public interface Sink {
    /** An event; valid until return. */
    void event(SseEvent event);
  }

  private enum State {
    BOM,
    LINE,
    FIELD,
    COLON,
    VALUE,
    SKIP
  }

  private enum Field {
    DATA,
    EVENT,
    ID,
    RETRY,
    OTHER
  }

  private final int maxEventBytes;
  private final Sink sink;
  private final SseEvent event = new SseEvent();
  private final byte[] field = new byte[LONGEST_FIELD];

  private State state = State.BOM;
  private Field current = Field.OTHER;
  private int fieldLength;
  private int bomBytes;
  private boolean lfMayFollow;

  private long position;
  private long blockStart;
  private boolean inBlock;

  private ByteBuf data = Unpooled.EMPTY_BUFFER;
  private boolean hasData;
  private long dataStart;
  private int directIndex = -1;
  private int directLength;
  private byte[] name = new byte[0];
  private String nameText = SseEvent.MESSAGE;
  private boolean hasName;
  private @Nullable String id;
  private @Nullable String retry;
  private ByteBuf part = Unpooled.EMPTY_BUFFER;
  private long eventBytes;
  private long passedOver;

  private boolean blockEnded;
  private int nextLf;
  private int nextCr;

  /**
   * @param maxEventBytes bound of the fields of one event, in bytes
   */
  public EventStreamReader(int maxEventBytes, Sink sink) {
    this.maxEventBytes = maxEventBytes;
    this.sink = sink;
  }

  /** Events that were passed over because they exceed the bound. */
  public long passedOver() {
    return passedOver;
  }

  /** Bytes of the stream that were read. */
  public long position() {
    return position;
  }

  /** Offset at which the unfinished event begins; the position where there is none. */
  public long pendingStart() {
    return inBlock ? blockStart : position;
  }

  /** Reads the readable bytes; the buffer's indices stay. */
  public void read(ByteBuf in) {
    read(in, in.readerIndex(), in.readableBytes());
  }

  /** Reads bytes of the buffer; its indices stay. */
  public void read(ByteBuf in, int index, int length) {
    int end = index + length;
    int at = index;
    nextLf = -1;
    nextCr = -1;
    if (at < end && lfMayFollow) {
      lfMayFollow = false;
      if (in.getByte(at) == LF) {
        at++;
        position++;
      }
    }
    while (at < end) {
      int next =
          switch (state) {
            case BOM -> readBom(in, at);
            case LINE -> beginLine(in, at, end);
            case FIELD -> readField(in, at, end);
            case COLON -> readColon(in, at);
            case VALUE -> readValue(in, at, end);
            case SKIP -> skip(in, at, end);
          };
      position += next - at;
      at = next;
      if (blockEnded) {
        blockEnded = false;
        endBlock(in);
      }
    }
    copyDirect(in);
  }

  private int readBom(ByteBuf in, int at) {
    if (in.getByte(at) != BOM[bomBytes]) {
      // The bytes before it belong to a field name that is none of ours.
      if (bomBytes > 0) {
        beginBlock(position - bomBytes);
        current = Field.OTHER;
        state = State.SKIP;
      } else {
        state = State.LINE;
      }
      return at;
    }
    bomBytes++;
    if (bomBytes == BOM.length) {
      state = State.LINE;
    }
    return at + 1;
  }

  private int beginLine(ByteBuf in, int at, int end) {
    byte b = in.getByte(at);
    if (b == CR || b == LF) {
      blockEnded = true;
      return endLine(in, at, end);
    }
    if (b == ':') {
      current = Field.OTHER;
      state = State.SKIP;
      return at + 1;
    }
    beginBlock(position);
    fieldLength = 0;
    state = State.FIELD;
    return at;
  }

  private void beginBlock(long start) {
    if (!inBlock) {
      inBlock = true;
      blockStart = start;
    }
  }

  private int readField(ByteBuf in, int at, int end) {
    int i = at;
    while (i < end) {
      byte b = in.getByte(i);
      if (b == ':') {
        current = field();
        state = current == Field.OTHER ? State.SKIP : State.COLON;
        beginValue(in);
        return i + 1;
      }
      if (b == CR || b == LF) {
        current = field();
        beginValue(in);
        endValue();
        return endLine(in, i, end);
      }
      if (fieldLength == LONGEST_FIELD) {
        current = Field.OTHER;
        state = State.SKIP;
        return i;
      }
      field[fieldLength] = b;
      fieldLength++;
      i++;
    }
    return i;
  }

  private Field field() {
    if (fieldIs("data")) {
      return Field.DATA;
    }
    if (fieldIs("event")) {
      return Field.EVENT;
    }
    if (fieldIs("retry")) {
      return Field.RETRY;
    }
    return fieldIs("id") ? Field.ID : Field.OTHER;
  }

  private boolean fieldIs(String text) {
    if (fieldLength != text.length()) {
      return false;
    }
    for (int i = 0; i < fieldLength; i++) {
      if (field[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void beginValue(ByteBuf in) {
    if (current == Field.DATA && hasData) {
      dataStart = SEVERAL_LINES;
      copyDirect(in);
      eventBytes++;
      if (eventBytes <= maxEventBytes) {
        data = growing(data).writeByte(LF);
      }
    }
  }

  private void copyDirect(ByteBuf in) {
    if (directIndex >= 0) {
      data = growing(data).writeBytes(in, directIndex, directLength);
      directIndex = -1;
    }
  }

  private int readColon(ByteBuf in, int at) {
    state = State.VALUE;
    int skipped = in.getByte(at) == ' ' ? 1 : 0;
    if (current == Field.DATA && !hasData) {
      dataStart = position + skipped;
    }
    return at + skipped;
  }

  private int readValue(ByteBuf in, int at, int end) {
    int lineEnd = lineEnd(in, at, end);
    int length = lineEnd - at;
    eventBytes += length;
    if (eventBytes > maxEventBytes) {
      dropFields();
    } else if (length > 0) {
      if (current != Field.DATA) {
        part = growing(part).writeBytes(in, at, length);
      } else if (hasData || data.isReadable()) {
        data = growing(data).writeBytes(in, at, length);
      } else {
        directIndex = at;
        directLength = length;
      }
    }
    if (lineEnd == end) {
      return end;
    }
    endValue();
    return endLine(in, lineEnd, end);
  }

  private void endValue() {
    switch (current) {
      case DATA -> hasData = true;
      case EVENT -> {
        hasName = part.isReadable();
        if (hasName && !isName(part)) {
          name = ByteBufUtil.getBytes(part);
          nameText = part.toString(StandardCharsets.UTF_8);
        }
      }
      case ID -> {
        if (part.indexOf(part.readerIndex(), part.writerIndex(), (byte) 0) < 0) {
          id = part.toString(StandardCharsets.UTF_8);
        }
      }
      case RETRY -> retry = digits(part);
      case OTHER -> {}
    }
    part = emptied(part);
  }

  /** The text where it is one of digits alone, else null. */
  private static @Nullable String digits(ByteBuf bytes) {
    int length = bytes.readableBytes();
    boolean isNumber =
        length > 0 && length <= MAX_DIGITS && bytes.forEachByte(b -> b >= '0' && b <= '9') < 0;
    return isNumber ? bytes.toString(StandardCharsets.US_ASCII) : null;
  }

  /** Whether it is the name of the last named event, whose text is at hand. */
  private boolean isName(ByteBuf bytes) {
    if (bytes.readableBytes() != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes.getByte(i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private int skip(ByteBuf in, int at, int end) {
    int lineEnd = lineEnd(in, at, end);
    return lineEnd == end ? end : endLine(in, lineEnd, end);
  }

  /** Passes the CR, LF or CRLF at an index. */
  private int endLine(ByteBuf in, int at, int end) {
    state = State.LINE;
    if (in.getByte(at) == LF) {
      return at + 1;
    }
    if (at + 1 == end) {
      lfMayFollow = true;
      return end;
    }
    return in.getByte(at + 1) == LF ? at + 2 : at + 1;
  }

  private void endBlock(ByteBuf in) {
    if (hasData) {
      if (eventBytes > maxEventBytes) {
        passedOver++;
      } else {
        show(in);
      }
    }
    dropFields();
    inBlock = false;
    hasData = false;
    hasName = false;
    id = null;
    retry = null;
    eventBytes = 0;
  }

  private void show(ByteBuf in) {
    String eventName = hasName ? nameText : SseEvent.MESSAGE;
    if (directIndex >= 0) {
      event.set(eventName, id, in, directIndex, directLength);
    } else {
      event.set(eventName, id, data, data.readerIndex(), data.readableBytes());
    }
    event.setRange(blockStart, position, lfMayFollow, dataStart);
    event.setRetry(retry);
    try {
      sink.event(event);
    } finally {
      event.clear();
    }
  }

  private void dropFields() {
    directIndex = -1;
    data = emptied(data);
    part = emptied(part);
  }

  /** The index of the next CR or LF; the end where there is none. */
  private int lineEnd(ByteBuf in, int at, int end) {
    // Each is looked for again only once it was passed, so that no byte is looked at twice.
    if (nextLf < at) {
      int found = in.indexOf(at, end, LF);
      nextLf = found < 0 ? end : found;
    }
    if (nextCr < at) {
      int found = in.indexOf(at, end, CR);
      nextCr = found < 0 ? end : found;
    }
    return Math.min(nextLf, nextCr);
  }

  private static ByteBuf growing(ByteBuf buffer) {
    return buffer.capacity() == 0 ? Unpooled.buffer() : buffer;
  }

  /** Gives large memory back: thousands of streams may be open and silent. */
  private static ByteBuf emptied(ByteBuf buffer) {
    return buffer.capacity() > KEPT_CAPACITY ? Unpooled.EMPTY_BUFFER : buffer.clear();
  }
}
