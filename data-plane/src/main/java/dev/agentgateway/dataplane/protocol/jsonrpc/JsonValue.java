package dev.agentgateway.dataplane.protocol.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value inside a JSON text that was found well-formed, as the bytes that it is written in. It
 * holds the text that it is part of, which must not change.
 */
public final class JsonValue {
  private final byte[] bytes;
  private final int start;
  private final int end;

  JsonValue(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** The value as which a whole text is read, or null where it is malformed. */
  public static @Nullable JsonValue of(byte[] text) {
    JsonCursor cursor = new JsonCursor(text, 0, text.length);
    JsonValue value = cursor.value();
    return value == null || cursor.hasMore() ? null : value;
  }

  /** The text that it is part of. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of its first byte. */
  public int start() {
    return start;
  }

  /** Index after its last byte. */
  public int end() {
    return end;
  }

  /** Number of bytes. */
  public int length() {
    return end - start;
  }

  public boolean isString() {
    return bytes[start] == '"';
  }

  public boolean isObject() {
    return bytes[start] == '{';
  }

  public boolean isArray() {
    return bytes[start] == '[';
  }

  public boolean isNull() {
    return bytes[start] == 'n';
  }

  public boolean isTrue() {
    return bytes[start] == 't';
  }

  public boolean isNumber() {
    byte first = bytes[start];
    return first == '-' || (first >= '0' && first <= '9');
  }

  /** What a string says; null where this is none. */
  public @Nullable String text() {
    return isString() ? JsonText.decode(bytes, start + 1, end - 1) : null;
  }

  /** What a string says or a number is written as; null where this is neither. */
  public @Nullable String scalar() {
    return isNumber() ? raw() : text();
  }

  /** As it is written. */
  public String raw() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** As it is written, at most {@code maxBytes} bytes of it and whole characters only. */
  public String raw(int maxBytes) {
    int to = Math.min(end, start + maxBytes);
    while (to < end && to > start && (bytes[to] & 0xC0) == 0x80) {
      to--;
    }
    return new String(bytes, start, to - start, StandardCharsets.UTF_8);
  }

  /** The bytes that it is written in, copied. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /** Whether both are written in the same bytes. */
  public boolean isSame(JsonValue other) {
    return Arrays.equals(bytes, start, end, other.bytes, other.start, other.end);
  }

  /** A number without fraction and exponent that an int holds; else the given one. */
  public int intOr(int other) {
    if (!isNumber() || length() > 11) {
      return other;
    }
    long number = 0;
    for (int p = bytes[start] == '-' ? start + 1 : start; p < end; p++) {
      int digit = bytes[p] - '0';
      if (digit < 0 || digit > 9) {
        return other;
      }
      number = number * 10 + digit;
    }
    long signed = bytes[start] == '-' ? -number : number;
    return signed == (int) signed ? (int) signed : other;
  }

  /** The member of this name, or null; the first of several. */
  public @Nullable JsonValue member(String key) {
    if (!isObject()) {
      return null;
    }
    JsonKeys wanted = new JsonKeys(key);
    return JsonMembers.of(this, wanted).get(0);
  }

  /** Walks over what it holds. */
  public JsonCursor cursor() {
    return new JsonCursor(bytes, start, end);
  }

  @Override
  public String toString() {
    return raw(200);
  }
}
