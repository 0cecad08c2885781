package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;

/**
 * Takes the fields out of a head that belong to one connection only, and learns from them how the
 * body ends and whether the connection stays.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, 7.6.1</a>
 */
final class FramingFields {
  static final HeaderName HOST = HeaderName.of("host");
  static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderName TRANSFER_ENCODING = HeaderName.of("transfer-encoding");
  private static final HeaderName CONNECTION = HeaderName.of("connection");
  private static final HeaderName KEEP_ALIVE = HeaderName.of("keep-alive");
  private static final HeaderName PROXY_CONNECTION = HeaderName.of("proxy-connection");
  private static final HeaderName TE = HeaderName.of("te");
  private static final HeaderName UPGRADE = HeaderName.of("upgrade");
  private static final HeaderName EXPECT = HeaderName.of("expect");

  // Fields that a Connection field must not take away: they carry the message itself.
  private static final HeaderName[] END_TO_END = {
    HOST, CONTENT_LENGTH, HeaderName.of("x-forwarded-for"), HeaderName.of("x-forwarded-proto"),
  };

  private static final int MAX_LENGTH_DIGITS = 18;

  private long length;
  private boolean chunked;
  private boolean close;
  private boolean keepAlive;
  private boolean expectsContinue;
  private int hostSlot;
  private int connectionFields;

  /** Whether a Content-Length field was there. */
  boolean hasLength() {
    return length >= 0;
  }

  /** Value of Content-Length, -1 where there is none. */
  long length() {
    return length;
  }

  boolean isChunked() {
    return chunked;
  }

  /** Whether the peer said {@code connection: close}. */
  boolean isClose() {
    return close;
  }

  /** Whether the peer said {@code connection: keep-alive}. */
  boolean isKeepAlive() {
    return keepAlive;
  }

  boolean expectsContinue() {
    return expectsContinue;
  }

  /** Slot of the only Host field, or -1. */
  int hostSlot() {
    return hostSlot;
  }

  void read(Headers headers, boolean http10) throws MalformedException {
    length = -1;
    chunked = false;
    close = false;
    keepAlive = false;
    expectsContinue = false;
    hostSlot = -1;
    connectionFields = 0;
    int slots = headers.slots();
    for (int slot = 0; slot < slots; slot++) {
      readField(headers, slot, http10);
    }
    if (chunked && length >= 0) {
      throw MalformedException.of("both content-length and transfer-encoding");
    }
    if (connectionFields > 0) {
      removeListed(headers);
    }
  }

  private void readField(Headers headers, int slot, boolean http10) throws MalformedException {
    byte[] block = headers.block();
    int start = headers.valueStart(slot);
    // The length of a name tells most fields from all of ours.
    switch (headers.nameLength(slot)) {
      case 2 -> removeIf(headers, slot, TE);
      case 4 -> {
        if (headers.isNamed(slot, HOST)) {
          if (hostSlot >= 0) {
            throw MalformedException.of("more than one host field");
          }
          hostSlot = slot;
        }
      }
      case 6 -> {
        if (headers.isNamed(slot, EXPECT)) {
          expectsContinue |= equalsIgnoreCase(headers, slot, "100-continue");
        }
      }
      case 7 -> removeIf(headers, slot, UPGRADE);
      case 10 -> {
        removeIf(headers, slot, KEEP_ALIVE);
        if (headers.isNamed(slot, CONNECTION)) {
          connectionFields++;
        }
      }
      case 14 -> {
        if (headers.isNamed(slot, CONTENT_LENGTH)) {
          if (length >= 0) {
            throw MalformedException.of("more than one content-length field");
          }
          length = parseLength(block, start, headers.valueEnd(slot));
        }
      }
      case 16 -> removeIf(headers, slot, PROXY_CONNECTION);
      case 17 -> {
        if (headers.isNamed(slot, TRANSFER_ENCODING)) {
          if (http10 || chunked || !equalsIgnoreCase(headers, slot, "chunked")) {
            throw MalformedException.of("transfer-encoding is not exactly chunked");
          }
          chunked = true;
          headers.removeSlot(slot);
        }
      }
      default -> {}
    }
  }

  private static void removeIf(Headers headers, int slot, HeaderName name) {
    if (headers.isPresent(slot) && headers.isNamed(slot, name)) {
      headers.removeSlot(slot);
    }
  }

  private void removeListed(Headers headers) throws MalformedException {
    for (int slot = headers.find(CONNECTION, 0);
        slot >= 0;
        slot = headers.find(CONNECTION, slot + 1)) {
      int end = headers.valueEnd(slot);
      int at = headers.valueStart(slot);
      byte[] block = headers.block();
      while (at < end) {
        int start = at;
        while (at < end && block[at] != ',') {
          at++;
        }
        readOption(headers, start, at);
        at++;
      }
    }
    headers.remove(CONNECTION);
  }

  private void readOption(Headers headers, int from, int to) throws MalformedException {
    byte[] block = headers.block();
    int start = from;
    int end = to;
    while (start < end && (block[start] == ' ' || block[start] == '\t')) {
      start++;
    }
    while (end > start && (block[end - 1] == ' ' || block[end - 1] == '\t')) {
      end--;
    }
    if (start == end) {
      return;
    }
    if (equalsIgnoreCase(block, start, end, "close")) {
      close = true;
      return;
    }
    if (equalsIgnoreCase(block, start, end, "keep-alive")) {
      keepAlive = true;
      return;
    }
    for (int i = start; i < end; i++) {
      if (!Octets.isToken(block[i])) {
        throw MalformedException.of("invalid connection option");
      }
    }
    for (int slot = headers.findRange(start, end);
        slot >= 0;
        slot = headers.findRange(start, end)) {
      if (isEndToEnd(headers, slot) || headers.isNamed(slot, CONNECTION)) {
        return;
      }
      headers.removeSlot(slot);
    }
  }

  private static boolean isEndToEnd(Headers headers, int slot) {
    for (HeaderName name : END_TO_END) {
      if (headers.isNamed(slot, name)) {
        return true;
      }
    }
    return false;
  }

  private static long parseLength(byte[] block, int start, int end) throws MalformedException {
    if (start == end || end - start > MAX_LENGTH_DIGITS) {
      throw MalformedException.of("content-length has " + (end - start) + " digits");
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = block[i] - '0';
      if (digit < 0 || digit > 9) {
        throw MalformedException.of("content-length is not a number");
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private static boolean equalsIgnoreCase(Headers headers, int slot, String text) {
    return equalsIgnoreCase(
        headers.block(), headers.valueStart(slot), headers.valueEnd(slot), text);
  }

  static boolean equalsIgnoreCase(byte[] block, int start, int end, String lower) {
    if (end - start != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      int b = block[start + i];
      int folded = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
      if (folded != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
