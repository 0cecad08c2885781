package dev.agentgateway.dataplane.protocol.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An event of a stream, as its reader shows it: a view that is valid until the sink returns. */
public final class SseEvent {
  /** The name of an event without an {@code event} field. */
  public static final String MESSAGE = "message";

  private String name = MESSAGE;
  private @Nullable String id;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int index;
  private int length;
  private long start;
  private long end;
  private boolean endsWithCr;
  private long dataStart;
  private int partFrom;
  private int partTo;
  private @Nullable String retry;

  SseEvent() {}

  void set(String name, @Nullable String id, ByteBuf buffer, int index, int length) {
    this.name = name;
    this.id = id;
    this.buffer = buffer;
    this.index = index;
    this.length = length;
  }

  /**
   * @param dataStart offset in the stream of the data's first byte; negative where the data has
   *     several lines
   */
  void setRange(long start, long end, boolean endsWithCr, long dataStart) {
    this.start = start;
    this.end = end;
    this.endsWithCr = endsWithCr;
    this.dataStart = dataStart;
    partFrom = 0;
    partTo = 0;
  }

  void setRetry(@Nullable String retry) {
    this.retry = retry;
  }

  void clear() {
    buffer = Unpooled.EMPTY_BUFFER;
    index = 0;
    length = 0;
  }

  /** Value of the {@code event} field; {@link #MESSAGE} where it is absent or empty. */
  public String name() {
    return name;
  }

  /** Value of the {@code id} field of this very event, perhaps empty; null where it has none. */
  public @Nullable String id() {
    return id;
  }

  /** Value of the {@code retry} field of this very event; null where it has none. */
  public @Nullable String retry() {
    return retry;
  }

  /** Where the data is: {@link #dataLength} bytes from {@link #dataIndex}, lines joined by LF. */
  public ByteBuf buffer() {
    return buffer;
  }

  public int dataIndex() {
    return index;
  }

  /** Bytes of data; 0 only where {@code data} fields are there and empty. */
  public int dataLength() {
    return length;
  }

  /** Offset in the stream of the first byte of the event, after any comments before it. */
  public long start() {
    return start;
  }

  /**
   * Offset in the stream after the blank line that ended it. An LF that belongs to this line end,
   * but had not arrived, lies at this offset.
   */
  public long end() {
    return end;
  }

  /**
   * Takes a part of the data out of a stream that is filtered; data of several lines stays whole.
   *
   * @param from of the data, in bytes
   * @param to of the data, exclusive
   */
  public void hidePart(int from, int to) {
    partFrom = from;
    partTo = to;
  }

  boolean hidesPart() {
    return partTo > partFrom && dataStart >= 0;
  }

  /** Offset in the stream of the part that is taken out. */
  long partStart() {
    return dataStart + partFrom;
  }

  long partEnd() {
    return dataStart + partTo;
  }

  /** Whether the last byte was CR with nothing after it yet. */
  boolean endsWithCr() {
    return endsWithCr;
  }

  /** Whether the data is exactly this text of ASCII characters. */
  public boolean dataIs(String ascii) {
    if (ascii.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(index + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the data. */
  public byte[] copyData() {
    return ByteBufUtil.getBytes(buffer, index, length, true);
  }

  /** The data as text, invalid UTF-8 replaced. */
  public String dataText() {
    return buffer.toString(index, length, StandardCharsets.UTF_8);
  }
}
