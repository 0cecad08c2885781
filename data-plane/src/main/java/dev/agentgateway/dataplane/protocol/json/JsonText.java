package dev.agentgateway.dataplane.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A string, number or raw text that was read: a view that is valid until the callback returns. */
public final class JsonText {
  private static final int KEPT_CAPACITY = 1024;

  private byte[] bytes = new byte[64];
  private int length;
  private int max;
  private boolean cut;

  JsonText() {}

  /** Length in bytes of its UTF-8. */
  public int length() {
    return length;
  }

  /** Whether more than the shape's bound was there; what is here is its beginning. */
  public boolean isCut() {
    return cut;
  }

  /** Whether it is exactly this text of ASCII characters. */
  public boolean is(String ascii) {
    if (cut || ascii.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The text as a string; a character that the bound cut in two is left out. */
  public String string() {
    return new String(bytes, 0, cut ? wholeCharacters() : length, StandardCharsets.UTF_8);
  }

  void begin(int bound) {
    length = 0;
    max = bound;
    cut = false;
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[64];
    }
  }

  void append(byte b) {
    if (length == max) {
      cut = true;
    } else {
      ensure(1);
      bytes[length] = b;
      length++;
    }
  }

  void append(byte[] from, int index, int count) {
    int fitting = Math.min(count, max - length);
    cut |= fitting < count;
    ensure(fitting);
    System.arraycopy(from, index, bytes, length, fitting);
    length += fitting;
  }

  void appendCodePoint(int c) {
    if (c < 0x80) {
      append((byte) c);
    } else if (c < 0x800) {
      append((byte) (0xc0 | (c >> 6)));
      append((byte) (0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
      append((byte) (0xe0 | (c >> 12)));
      append((byte) (0x80 | ((c >> 6) & 0x3f)));
      append((byte) (0x80 | (c & 0x3f)));
    } else {
      append((byte) (0xf0 | (c >> 18)));
      append((byte) (0x80 | ((c >> 12) & 0x3f)));
      append((byte) (0x80 | ((c >> 6) & 0x3f)));
      append((byte) (0x80 | (c & 0x3f)));
    }
  }

  double toDouble() {
    return Double.parseDouble(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  /** Whether the number is whole and within 18 digits. */
  boolean isInteger() {
    for (int i = bytes[0] == '-' ? 1 : 0; i < length; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return length <= 18;
  }

  long toLong() {
    long value = 0;
    for (int i = bytes[0] == '-' ? 1 : 0; i < length; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return bytes[0] == '-' ? -value : value;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** The length without a character at its end that is not complete. */
  private int wholeCharacters() {
    int start = length - 1;
    while (start >= 0 && start > length - 4 && (bytes[start] & 0xc0) == 0x80) {
      start--;
    }
    if (start < 0 || bytes[start] >= 0) {
      return length;
    }
    int lead = bytes[start] & 0xff;
    int wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    return start + wanted > length ? start : length;
  }
}
