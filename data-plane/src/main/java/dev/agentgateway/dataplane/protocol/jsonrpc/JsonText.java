package dev.agentgateway.dataplane.protocol.jsonrpc;

import java.nio.charset.StandardCharsets;

/** The two ways between a string and how JSON writes it. */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** The string in quotes, with what must be escaped escaped. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || isUnpaired(text, i)) {
            out.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15));
            out.append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** What stands between two quotes of a well-formed text. */
  static String decode(byte[] in, int start, int end) {
    int escape = indexOf(in, start, end);
    if (escape == end) {
      return new String(in, start, end - start, StandardCharsets.UTF_8);
    }
    StringBuilder out = new StringBuilder(end - start);
    int from = start;
    while (escape < end) {
      out.append(new String(in, from, escape - from, StandardCharsets.UTF_8));
      byte kind = in[escape + 1];
      from = escape + 2;
      switch (kind) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          int c = 0;
          for (int i = 0; i < 4; i++) {
            c = c << 4 | Character.digit(in[from + i], 16);
          }
          out.append((char) c);
          from += 4;
        }
        default -> out.append((char) kind);
      }
      escape = indexOf(in, from, end);
    }
    return out.append(new String(in, from, end - from, StandardCharsets.UTF_8)).toString();
  }

  private static boolean isUnpaired(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static int indexOf(byte[] in, int from, int end) {
    int p = from;
    while (p < end && in[p] != '\\') {
      p++;
    }
    return p;
  }
}
