package dev.agentgateway.dataplane.protocol.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * Walks over one JSON text (RFC 8259, UTF-8 without byte order mark) and checks what it passes.
 * Nothing is copied. After the first mistake every method does nothing and says false.
 *
 * <p>An object is walked as {@code for (boolean more = beginObject(); more; more = nextMember())},
 * where each turn passes exactly one value; arrays likewise.
 */
public final class JsonCursor {
  /** Objects and arrays inside each other; deeper texts are malformed. */
  public static final int MAX_DEPTH = 256;

  private final byte[] in;
  private final int end;
  private int at;
  private boolean malformed;
  private int keyStart;
  private int keyEnd;

  public JsonCursor(byte[] in, int start, int end) {
    this.in = in;
    this.at = start;
    this.end = end;
  }

  /** Whether a mistake was met. */
  public boolean isMalformed() {
    return malformed;
  }

  /** Moves over white space; whether something else is left. */
  public boolean hasMore() {
    skipSpace();
    return !malformed && at < end;
  }

  /** The byte that the next value begins with; 0 at the end. */
  public byte peek() {
    return hasMore() ? in[at] : 0;
  }

  /** Enters an object and stands at its first member's value; false where it has none. */
  public boolean beginObject() {
    return begin('{', '}') && key();
  }

  /** After a value: whether there is another member, at whose value it stands then. */
  public boolean nextMember() {
    return next('}') && key();
  }

  /** Enters an array and stands at its first element; false where it has none. */
  public boolean beginArray() {
    return begin('[', ']');
  }

  /** After an element: whether there is another, at which it stands then. */
  public boolean nextElement() {
    return next(']');
  }

  /** Index of the first byte of the current member's key, after the quote. */
  int keyStart() {
    return keyStart;
  }

  /** Index of the quote that ends the current member's key. */
  int keyEnd() {
    return keyEnd;
  }

  byte[] bytes() {
    return in;
  }

  /** Index of the next byte. */
  int at() {
    return at;
  }

  /** Passes one value; null where it is malformed. */
  public @Nullable JsonValue value() {
    skipSpace();
    int start = at;
    skipValue();
    return malformed ? null : new JsonValue(in, start, at);
  }

  /** Passes one value. */
  public void skipValue() {
    skipSpace();
    if (!malformed) {
      move(value(at, 0));
    }
  }

  private boolean begin(char open, char close) {
    skipSpace();
    if (malformed || at >= end || in[at] != open) {
      malformed = true;
      return false;
    }
    at++;
    skipSpace();
    if (at < end && in[at] == close) {
      at++;
      return false;
    }
    return true;
  }

  private boolean next(char close) {
    skipSpace();
    if (malformed || at >= end) {
      malformed = true;
      return false;
    }
    byte b = in[at];
    at++;
    if (b == ',') {
      return true;
    }
    malformed = b != close;
    return false;
  }

  private boolean key() {
    skipSpace();
    if (at >= end || in[at] != '"') {
      malformed = true;
      return false;
    }
    keyStart = at + 1;
    move(string(at));
    if (malformed) {
      return false;
    }
    keyEnd = at - 1;
    skipSpace();
    if (at >= end || in[at] != ':') {
      malformed = true;
      return false;
    }
    at++;
    return true;
  }

  private void skipSpace() {
    if (!malformed) {
      at = space(at);
    }
  }

  private void move(int to) {
    if (to < 0) {
      malformed = true;
    } else {
      at = to;
    }
  }

  private int space(int from) {
    int p = from;
    while (p < end && (in[p] == ' ' || in[p] == '\n' || in[p] == '\r' || in[p] == '\t')) {
      p++;
    }
    return p;
  }

  /** Index after the value that begins at {@code p}, or -1. */
  private int value(int p, int depth) {
    if (p >= end) {
      return -1;
    }
    return switch (in[p]) {
      case '"' -> string(p);
      case '{' -> depth == MAX_DEPTH ? -1 : object(p, depth + 1);
      case '[' -> depth == MAX_DEPTH ? -1 : array(p, depth + 1);
      case 't' -> literal(p, "true");
      case 'f' -> literal(p, "false");
      case 'n' -> literal(p, "null");
      default -> number(p);
    };
  }

  private int object(int start, int depth) {
    int p = space(start + 1);
    if (p < end && in[p] == '}') {
      return p + 1;
    }
    while (p < end && in[p] == '"') {
      p = string(p);
      if (p < 0) {
        return -1;
      }
      p = space(p);
      if (p >= end || in[p] != ':') {
        return -1;
      }
      p = value(space(p + 1), depth);
      if (p < 0) {
        return -1;
      }
      p = space(p);
      if (p < end && in[p] == '}') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return -1;
      }
      p = space(p + 1);
    }
    return -1;
  }

  private int array(int start, int depth) {
    int p = space(start + 1);
    if (p < end && in[p] == ']') {
      return p + 1;
    }
    while (true) {
      p = value(p, depth);
      if (p < 0) {
        return -1;
      }
      p = space(p);
      if (p < end && in[p] == ']') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return -1;
      }
      p = space(p + 1);
    }
  }

  private int literal(int start, String text) {
    int length = text.length();
    if (end - start < length) {
      return -1;
    }
    for (int i = 1; i < length; i++) {
      if (in[start + i] != text.charAt(i)) {
        return -1;
      }
    }
    return start + length;
  }

  private int number(int start) {
    int p = in[start] == '-' ? start + 1 : start;
    int digits = digits(p);
    if (digits == p || (in[p] == '0' && digits > p + 1)) {
      return -1;
    }
    p = digits;
    if (p < end && in[p] == '.') {
      digits = digits(p + 1);
      if (digits == p + 1) {
        return -1;
      }
      p = digits;
    }
    if (p < end && (in[p] == 'e' || in[p] == 'E')) {
      p++;
      if (p < end && (in[p] == '+' || in[p] == '-')) {
        p++;
      }
      digits = digits(p);
      if (digits == p) {
        return -1;
      }
      p = digits;
    }
    return p;
  }

  private int digits(int from) {
    int p = from;
    while (p < end && in[p] >= '0' && in[p] <= '9') {
      p++;
    }
    return p;
  }

  private int string(int quote) {
    int p = quote + 1;
    while (p < end) {
      byte b = in[p];
      if (b == '"') {
        return p + 1;
      }
      if (b == '\\') {
        p = escape(p + 1);
      } else if (b < 0) {
        p = Utf8.next(in, p, end);
      } else if (b < ' ') {
        return -1;
      } else {
        p++;
      }
      if (p < 0) {
        return -1;
      }
    }
    return -1;
  }

  private int escape(int p) {
    if (p >= end) {
      return -1;
    }
    return switch (in[p]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 1;
      case 'u' -> {
        if (end - p < 5) {
          yield -1;
        }
        for (int i = 1; i <= 4; i++) {
          if (Character.digit(in[p + i], 16) < 0) {
            yield -1;
          }
        }
        yield p + 5;
      }
      default -> -1;
    };
  }
}
