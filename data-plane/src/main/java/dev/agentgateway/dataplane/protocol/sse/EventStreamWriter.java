package dev.agentgateway.dataplane.protocol.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes events. */
public final class EventStreamWriter {
  private EventStreamWriter() {}

  /** An event of one or more lines of data. */
  public static byte[] event(byte[] data) {
    return event(null, null, data);
  }

  /**
   * An event.
   *
   * @param name null: none; without line breaks
   * @param id null: none; without line breaks and NUL
   * @param data lines end with CR, LF or CRLF and arrive with LF
   */
  public static byte[] event(@Nullable String name, @Nullable String id, byte[] data) {
    return event(name, id, null, data);
  }

  /**
   * An event.
   *
   * @param name null: none; without line breaks
   * @param id null: none; without line breaks and NUL
   * @param retry digits; null: none
   * @param data lines end with CR, LF or CRLF and arrive with LF
   */
  public static byte[] event(
      @Nullable String name, @Nullable String id, @Nullable String retry, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 32);
    if (name != null) {
      field(out, "event: ", name);
    }
    if (id != null) {
      field(out, "id: ", id);
    }
    if (retry != null) {
      field(out, "retry: ", retry);
    }
    int start = 0;
    for (int i = 0; i < data.length; i++) {
      if (data[i] == '\n' || data[i] == '\r') {
        line(out, data, start, i);
        if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    line(out, data, start, data.length);
    out.write('\n');
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, String field, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\n' || c == '\r' || c == 0) {
        throw new IllegalArgumentException(
            field + "has the character " + (int) c + " at " + i + " (expected: one line)");
      }
    }
    out.writeBytes(field.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  private static void line(ByteArrayOutputStream out, byte[] data, int start, int end) {
    out.writeBytes(new byte[] {'d', 'a', 't', 'a', ':', ' '});
    out.write(data, start, end - start);
    out.write('\n');
  }
}
