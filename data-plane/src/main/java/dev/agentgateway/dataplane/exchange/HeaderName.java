package dev.agentgateway.dataplane.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A header field's name, prepared for case-insensitive look-ups without allocation.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.1">RFC 9110, 5.1</a>
 */
public final class HeaderName {
  private final String text;
  private final byte[] lower;
  private final int hash;

  private HeaderName(String text) {
    this.text = text;
    this.lower = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
    this.hash = hash(lower, 0, lower.length);
  }

  /** The name, written as given when a field of it is added. */
  public static HeaderName of(String text) {
    return new HeaderName(text);
  }

  /** The name as given to {@link #of}. */
  public String text() {
    return text;
  }

  /** A case-insensitive hash of an ASCII name. */
  public static int hash(byte[] bytes, int start, int end) {
    int h = 0;
    for (int i = start; i < end; i++) {
      h = 31 * h + (bytes[i] | 0x20);
    }
    return h;
  }

  /** Hash of the name, as {@link #hash(byte[], int, int)} makes it. */
  public int hash() {
    return hash;
  }

  int length() {
    return lower.length;
  }

  /** Whether the bytes spell this name in any case. */
  boolean matches(byte[] bytes, int start, int end) {
    if (end - start != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (lower(bytes[start + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  @Override
  public String toString() {
    return text;
  }
}
