package dev.agentgateway.dataplane.protocol.llm;

import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The member {@code "usage":null} that providers write into every chunk but the last where usage
 * was asked for. A client that did not ask would not see it.
 */
final class NullUsage {
  private static final byte[] NAME = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final ByteBuf in;
  private final int start;
  private final int end;

  private NullUsage(SseEvent event) {
    this.in = event.buffer();
    this.start = event.dataIndex();
    this.end = start + event.dataLength();
  }

  /** Takes it, with one comma, out of an event whose data is a JSON object. */
  static void hide(SseEvent event) {
    new NullUsage(event).find(event);
  }

  private void find(SseEvent event) {
    int depth = 0;
    int comma = -1;
    for (int at = start; at < end; at++) {
      switch (in.getByte(at)) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case ',' -> comma = depth == 1 ? at : comma;
        case '"' -> {
          int value = depth == 1 && isAt(at, NAME) ? value(at + NAME.length) : end;
          if (isAt(value, NULL)) {
            hide(event, comma < 0 ? at : comma, value + NULL.length, comma < 0);
            return;
          }
          at = stringEnd(at);
        }
        default -> {}
      }
    }
  }

  private void hide(SseEvent event, int from, int to, boolean isFirst) {
    int next = blank(to);
    boolean takesComma = isFirst && next < end && in.getByte(next) == ',';
    event.hidePart(from - start, (takesComma ? next + 1 : to) - start);
  }

  /** Where the value of a member begins whose name ends at an index. */
  private int value(int nameEnd) {
    int colon = blank(nameEnd);
    return colon < end && in.getByte(colon) == ':' ? blank(colon + 1) : end;
  }

  private int blank(int index) {
    int at = index;
    while (at < end && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
      at++;
    }
    return at;
  }

  private int stringEnd(int quote) {
    int at = quote + 1;
    while (at < end && in.getByte(at) != '"') {
      at += in.getByte(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  private boolean isAt(int index, byte[] text) {
    if (index + text.length > end) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (in.getByte(index + i) != text[i]) {
        return false;
      }
    }
    return true;
  }
}
