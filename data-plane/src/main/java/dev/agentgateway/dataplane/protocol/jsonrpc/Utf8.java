package dev.agentgateway.dataplane.protocol.jsonrpc;

/** Well-formed UTF-8 beyond ASCII: RFC 3629 §4. */
final class Utf8 {
  private Utf8() {}

  /** Index after the character of more than one byte that begins at {@code p}, or -1. */
  static int next(byte[] in, int p, int end) {
    int lead = in[p] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return -1;
    }
    if (lead < 0xE0) {
      return continues(in, p, end, 1, 0x80, 0xBF);
    }
    if (lead < 0xF0) {
      return continues(in, p, end, 2, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    }
    return continues(in, p, end, 3, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
  }

  private static int continues(byte[] in, int p, int end, int count, int least, int most) {
    if (end - p <= count) {
      return -1;
    }
    int second = in[p + 1] & 0xFF;
    if (second < least || second > most) {
      return -1;
    }
    for (int i = 2; i <= count; i++) {
      if ((in[p + i] & 0xC0) != 0x80) {
        return -1;
      }
    }
    return p + count + 1;
  }
}
