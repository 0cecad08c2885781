package dev.agentgateway.dataplane.telemetry.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A growing array that protobuf fields of spans are written to. Reused from span to span; confined
 * to one thread.
 */
final class ProtoBuffer {
  /** Attribute values end at this many bytes. */
  static final int MAX_VALUE = 2048;

  // Span.attributes = 9 and Resource.attributes = 1, length-delimited.
  static final int SPAN_ATTRIBUTE = 0x4a;
  static final int RESOURCE_ATTRIBUTE = 0x0a;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_ENDIAN_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final int attributeTag;
  private final LongAdder truncated;
  private byte[] bytes = new byte[4096];
  private int size;

  /**
   * @param truncated counts values that were cut
   */
  ProtoBuffer(int attributeTag, LongAdder truncated) {
    this.attributeTag = attributeTag;
    this.truncated = truncated;
  }

  void clear() {
    size = 0;
  }

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  void raw(byte[] source) {
    raw(source, 0, source.length);
  }

  void raw(byte[] source, int from, int length) {
    ensure(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  void fixed64(int tag, long value) {
    ensure(9);
    bytes[size++] = (byte) tag;
    LITTLE_ENDIAN.set(bytes, size, value);
    size += Long.BYTES;
  }

  void fixed32(int tag, int value) {
    ensure(6);
    if (tag < 0x80) {
      bytes[size++] = (byte) tag;
    } else {
      bytes[size++] = (byte) ((tag & 0x7f) | 0x80);
      bytes[size++] = (byte) (tag >>> 7);
    }
    LITTLE_ENDIAN_INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void varintField(int tag, int value) {
    ensure(6);
    bytes[size++] = (byte) tag;
    varint(value);
  }

  /** An id: big-endian bytes. */
  void id(int tag, long id) {
    ensure(10);
    bytes[size++] = (byte) tag;
    bytes[size++] = 8;
    BIG_ENDIAN.set(bytes, size, id);
    size += Long.BYTES;
  }

  void id(int tag, long high, long low) {
    ensure(18);
    bytes[size++] = (byte) tag;
    bytes[size++] = 16;
    BIG_ENDIAN.set(bytes, size, high);
    BIG_ENDIAN.set(bytes, size + Long.BYTES, low);
    size += 2 * Long.BYTES;
  }

  /** A string field. */
  void text(int tag, CharSequence value) {
    int length = utf8Length(value, 0, value.length());
    ensure(6 + length);
    bytes[size++] = (byte) tag;
    varint(length);
    utf8(value, 0, value.length());
  }

  /** A string field of two texts with a space between them. */
  void text(int tag, CharSequence first, CharSequence second) {
    int length = utf8Length(first, 0, first.length()) + 1 + utf8Length(second, 0, second.length());
    ensure(6 + length);
    bytes[size++] = (byte) tag;
    varint(length);
    utf8(first, 0, first.length());
    bytes[size++] = ' ';
    utf8(second, 0, second.length());
  }

  /**
   * An attribute with a string value that begins with a text that is encoded already, cut at {@link
   * #MAX_VALUE} bytes.
   */
  void attribute(AttributeKey key, byte[] first, CharSequence rest) {
    int stop = fit(rest, 0, rest.length(), MAX_VALUE - first.length);
    int length = first.length + utf8Length(rest, 0, stop);
    attributeHead(key.field(), 1 + varintSize(length) + length);
    bytes[size++] = 0x0a;
    varint(length);
    System.arraycopy(first, 0, bytes, size, first.length);
    size += first.length;
    utf8(rest, 0, stop);
  }

  /** An attribute with a string value, cut at {@link #MAX_VALUE} bytes. */
  void attribute(AttributeKey key, CharSequence value) {
    attribute(key.field(), value, 0, value.length());
  }

  /** An attribute with a part of a text as its value. */
  void attribute(AttributeKey key, CharSequence value, int start, int end) {
    attribute(key.field(), value, start, end);
  }

  /** An attribute whose value is a text of at most {@link #MAX_VALUE} bytes, in ASCII. */
  void attribute(AttributeKey key, byte[] ascii, int start, int end) {
    int length = end - start;
    attributeHead(key.field(), 1 + varintSize(length) + length);
    bytes[size++] = 0x0a;
    varint(length);
    System.arraycopy(ascii, start, bytes, size, length);
    size += length;
  }

  /** An attribute with an int value. */
  void attribute(AttributeKey key, long value) {
    attribute(key.field(), value);
  }

  /** An attribute with a list of texts as its value; those past {@link #MAX_VALUE} are left out. */
  void attribute(AttributeKey key, List<String> values) {
    int total = 0;
    int count = 0;
    while (count < values.size()) {
      String value = values.get(count);
      int element = element(utf8Length(value, 0, value.length()));
      int next = total + 1 + varintSize(element) + element;
      if (next > MAX_VALUE) {
        truncated.increment();
        break;
      }
      total = next;
      count++;
    }
    attributeHead(key.field(), 1 + varintSize(total) + total);
    // AnyValue.array_value = 5, ArrayValue.values = 1, AnyValue.string_value = 1
    bytes[size++] = 0x2a;
    varint(total);
    for (int i = 0; i < count; i++) {
      String value = values.get(i);
      int length = utf8Length(value, 0, value.length());
      bytes[size++] = 0x0a;
      varint(element(length));
      bytes[size++] = 0x0a;
      varint(length);
      utf8(value, 0, value.length());
    }
  }

  /** Bytes of an AnyValue with a text of this many. */
  private static int element(int length) {
    return 1 + varintSize(length) + length;
  }

  void attribute(byte[] keyField, CharSequence value, int start, int end) {
    int stop = fit(value, start, end, MAX_VALUE);
    int length = utf8Length(value, start, stop);
    int any = 1 + varintSize(length) + length;
    attributeHead(keyField, any);
    // AnyValue.string_value = 1
    bytes[size++] = 0x0a;
    varint(length);
    utf8(value, start, stop);
  }

  void attribute(byte[] keyField, long value) {
    attributeHead(keyField, 1 + varintSize(value));
    // AnyValue.int_value = 3
    bytes[size++] = 0x18;
    varint(value);
  }

  void attribute(byte[] keyField, double value) {
    attributeHead(keyField, 9);
    // AnyValue.double_value = 4
    bytes[size++] = 0x21;
    LITTLE_ENDIAN.set(bytes, size, Double.doubleToRawLongBits(value));
    size += Long.BYTES;
  }

  void attribute(byte[] keyField, boolean value) {
    attributeHead(keyField, 2);
    // AnyValue.bool_value = 2
    bytes[size++] = 0x10;
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  /** Tag, length and key of a KeyValue, and tag and length of its value. */
  private void attributeHead(byte[] keyField, int any) {
    int length = keyField.length + 1 + varintSize(any) + any;
    ensure(6 + length);
    bytes[size++] = (byte) attributeTag;
    varint(length);
    System.arraycopy(keyField, 0, bytes, size, keyField.length);
    size += keyField.length;
    // KeyValue.value = 2
    bytes[size++] = 0x12;
    varint(any);
  }

  static byte[] keyField(String name) {
    ProtoBuffer field = new ProtoBuffer(RESOURCE_ATTRIBUTE, new LongAdder());
    field.text(0x0a, name);
    return field.toByteArray();
  }

  private static int varintSize(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Where a value has to end to have at most so many bytes. */
  private int fit(CharSequence value, int start, int end, int most) {
    if (end - start <= most / 3 || utf8Length(value, start, end) <= most) {
      return end;
    }
    truncated.increment();
    int stop = start;
    int length = 0;
    while (stop < end) {
      boolean pair =
          Character.isHighSurrogate(value.charAt(stop))
              && stop + 1 < end
              && Character.isLowSurrogate(value.charAt(stop + 1));
      int width = pair ? 4 : width(value.charAt(stop));
      if (length + width > most) {
        break;
      }
      length += width;
      stop += pair ? 2 : 1;
    }
    return stop;
  }

  private static int width(char c) {
    if (c < 0x80) {
      return 1;
    }
    return c < 0x800 ? 2 : 3;
  }

  private static boolean isAscii(String value, int start, int end) {
    int all = 0;
    for (int i = start; i < end; i++) {
      all |= value.charAt(i);
    }
    return all < 0x80;
  }

  private static int utf8Length(CharSequence value, int start, int end) {
    if (value instanceof String text && isAscii(text, start, end)) {
      return end - start;
    }
    int length = 0;
    for (int i = start; i < end; i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < end
                && Character.isLowSurrogate(value.charAt(i + 1));
        length += pair ? 4 : 1;
        i += pair ? 1 : 0;
      } else {
        length += width(c);
      }
    }
    return length;
  }

  /** Writes a text whose bytes were made room for; a lone surrogate becomes a question mark. */
  @SuppressWarnings("deprecation") // getBytes without a charset copies the low bytes: all of ASCII
  private void utf8(CharSequence value, int start, int end) {
    if (value instanceof String text && isAscii(text, start, end)) {
      text.getBytes(start, end, bytes, size);
      size += end - start;
      return;
    }
    byte[] out = bytes;
    int at = size;
    for (int i = start; i < end; i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        out[at++] = (byte) c;
      } else if (c < 0x800) {
        out[at++] = (byte) (0xc0 | (c >> 6));
        out[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        out[at++] = (byte) (0xe0 | (c >> 12));
        out[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
        out[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        int point = Character.toCodePoint(c, value.charAt(++i));
        out[at++] = (byte) (0xf0 | (point >> 18));
        out[at++] = (byte) (0x80 | (point >> 12 & 0x3f));
        out[at++] = (byte) (0x80 | (point >> 6 & 0x3f));
        out[at++] = (byte) (0x80 | (point & 0x3f));
      } else {
        out[at++] = '?';
      }
    }
    size = at;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
