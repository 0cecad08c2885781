package dev.agentgateway.dataplane.protocol.json;

/** The content of a string in progress, its escapes undone; kept only where it is wanted. */
final class JsonString {
  /** What became of a byte of an escape. */
  enum Escape {
    BROKEN,
    /** It names a character by digits, which follow or go on. */
    DIGITS,
    DONE
  }

  private static final int DIGITS = 4;

  private final JsonText text;
  private boolean keeps;
  private int unit;
  private int digits;

  /** The first half of a pair whose other half may follow; 0: none. */
  private int highSurrogate;

  /**
   * @param text where it is kept
   */
  JsonString(JsonText text) {
    this.text = text;
  }

  /**
   * Begins a string.
   *
   * @param keeps whether it is kept
   * @param max bytes that are kept
   */
  void begin(boolean keeps, int max) {
    this.keeps = keeps;
    highSurrogate = 0;
    text.begin(keeps ? max : 0);
  }

  void add(byte[] in, int from, int count) {
    endSurrogate();
    if (keeps) {
      text.append(in, from, count);
    }
  }

  /** Takes the byte after a backslash. */
  Escape escape(byte b) {
    int c =
        switch (b) {
          case '"', '\\', '/' -> b;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> 0;
          default -> -1;
        };
    if (c < 0) {
      return Escape.BROKEN;
    }
    if (c == 0) {
      unit = 0;
      digits = 0;
      return Escape.DIGITS;
    }
    endSurrogate();
    keep(c);
    return Escape.DONE;
  }

  /** Takes a digit of a character. */
  Escape digit(byte b) {
    int digit = b < 0 ? -1 : Character.digit(b, 16);
    if (digit < 0) {
      return Escape.BROKEN;
    }
    unit = (unit << 4) | digit;
    digits++;
    if (digits < DIGITS) {
      return Escape.DIGITS;
    }
    boolean isLow = Character.isLowSurrogate((char) unit);
    if (highSurrogate != 0 && isLow) {
      keep(Character.toCodePoint((char) highSurrogate, (char) unit));
      highSurrogate = 0;
    } else {
      endSurrogate();
      if (Character.isHighSurrogate((char) unit)) {
        highSurrogate = unit;
      } else {
        keep(isLow ? '?' : unit);
      }
    }
    return Escape.DONE;
  }

  void end() {
    endSurrogate();
  }

  private void endSurrogate() {
    if (highSurrogate != 0) {
      highSurrogate = 0;
      keep('?');
    }
  }

  private void keep(int codePoint) {
    if (keeps) {
      text.appendCodePoint(codePoint);
    }
  }
}
