package dev.agentgateway.dataplane.http1;

/** Classes of octets in HTTP/1.1 messages. */
final class Octets {
  private static final byte TOKEN = 1;
  private static final byte VALUE = 2;
  private static final byte TARGET = 4;
  private static final byte AUTHORITY = 8;
  private static final byte[] CLASS = new byte[256];

  static {
    for (int b = 0; b < 256; b++) {
      boolean alphanumeric =
          (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      if (alphanumeric || "!#$%&'*+-.^_`|~".indexOf(b) >= 0) {
        CLASS[b] |= TOKEN;
      }
      if (b == '\t' || (b >= ' ' && b != 0x7f)) {
        CLASS[b] |= VALUE;
      }
      if (b > ' ' && b < 0x7f && b != '#') {
        CLASS[b] |= TARGET;
      }
      if (alphanumeric || "-._~!$&'()*+,;=%:[]".indexOf(b) >= 0) {
        CLASS[b] |= AUTHORITY;
      }
    }
  }

  private Octets() {}

  /** RFC 9110, 5.6.2. */
  static boolean isToken(byte b) {
    return (CLASS[b & 0xff] & TOKEN) != 0;
  }

  /** RFC 9110, 5.5: visible, space, tab and obs-text. */
  static boolean isValue(byte b) {
    return (CLASS[b & 0xff] & VALUE) != 0;
  }

  /** Visible ASCII but {@code #}. */
  static boolean isTarget(byte b) {
    return (CLASS[b & 0xff] & TARGET) != 0;
  }

  /** RFC 3986, 3.2 without userinfo. */
  static boolean isAuthority(byte b) {
    return (CLASS[b & 0xff] & AUTHORITY) != 0;
  }
}
