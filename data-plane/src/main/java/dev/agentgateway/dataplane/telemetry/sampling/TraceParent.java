package dev.agentgateway.dataplane.telemetry.sampling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The trace, the span and the flags that a request carries.
 *
 * @param traceHigh the trace id's left 8 bytes
 * @param traceLow the trace id's right 8 bytes; its rightmost 7 are its randomness
 * @param spanId never 0
 * @param flags {@link #SAMPLED} and {@link #RANDOM}; other bits are 0
 * @see <a href="https://www.w3.org/TR/trace-context-2/#traceparent-header">W3C Trace Context 2</a>
 */
public record TraceParent(long traceHigh, long traceLow, long spanId, int flags) {
  /** The caller may have recorded its span. */
  public static final int SAMPLED = 0x01;

  /** The rightmost 7 bytes of the trace id are random. */
  public static final int RANDOM = 0x02;

  private static final int LENGTH = 55;
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  /**
   * Reads a header's value; null where it is malformed. Of a version after 00 the known part is
   * read; unknown flags are left out.
   */
  public static @Nullable TraceParent parse(String value) {
    if (value.length() < LENGTH
        || value.charAt(2) != '-'
        || value.charAt(35) != '-'
        || value.charAt(52) != '-') {
      return null;
    }
    int version = hexByte(value, 0);
    int flags = hexByte(value, 53);
    boolean wholeLength = value.length() == LENGTH || (version > 0 && value.charAt(LENGTH) == '-');
    if (version < 0 || version == 0xff || flags < 0 || !wholeLength) {
      return null;
    }
    if (!isHex(value, 3, 35) || !isHex(value, 36, 52)) {
      return null;
    }
    long high = hexLong(value, 3);
    long low = hexLong(value, 19);
    long span = hexLong(value, 36);
    if ((high == 0 && low == 0) || span == 0) {
      return null;
    }
    return new TraceParent(high, low, span, flags & (SAMPLED | RANDOM));
  }

  /** Whether {@link #SAMPLED} is set. */
  public boolean sampled() {
    return (flags & SAMPLED) != 0;
  }

  /** The trace id: 32 hex digits. */
  public String traceId() {
    return format().substring(3, 35);
  }

  /** The header's value, version 00. */
  public String format() {
    return format(traceHigh, traceLow, spanId, flags);
  }

  /** The value of a header with these parts, version 00. */
  static String format(long traceHigh, long traceLow, long spanId, int flags) {
    byte[] text = new byte[LENGTH];
    text[0] = '0';
    text[1] = '0';
    text[2] = '-';
    putHex(text, 3, traceHigh);
    putHex(text, 19, traceLow);
    text[35] = '-';
    putHex(text, 36, spanId);
    text[52] = '-';
    text[53] = HEX[(flags >> 4) & 0xf];
    text[54] = HEX[flags & 0xf];
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void putHex(byte[] text, int at, long value) {
    BIG_ENDIAN.set(text, at, hex(value >>> 32));
    BIG_ENDIAN.set(text, at + 8, hex(value & 0xffffffffL));
  }

  /** Eight hex digits in ASCII for 32 bits, all of them at once. */
  private static long hex(long value) {
    long nibbles = (value | (value << 16)) & 0x0000ffff0000ffffL;
    nibbles = (nibbles | (nibbles << 8)) & 0x00ff00ff00ff00ffL;
    nibbles = (nibbles | (nibbles << 4)) & 0x0f0f0f0f0f0f0f0fL;
    long letters = ((nibbles + 0x0606060606060606L) >>> 4) & 0x0101010101010101L;
    return nibbles + 0x3030303030303030L + letters * ('a' - '0' - 10);
  }

  private static boolean isHex(String value, int start, int end) {
    for (int i = start; i < end; i++) {
      if (digit(value.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static long hexLong(String value, int at) {
    long result = 0;
    for (int i = at; i < at + 16; i++) {
      result = (result << 4) | digit(value.charAt(i));
    }
    return result;
  }

  private static int hexByte(String value, int at) {
    int high = digit(value.charAt(at));
    int low = digit(value.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  /** Only lower-case letters are hex digits here. */
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
