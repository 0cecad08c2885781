package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Headers;

/**
 * Reads field lines that stand in a block of {@link Headers}, strictly: no folding, no bare CR or
 * LF, no white space before the colon.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-5">RFC 9112, 5</a>
 */
final class FieldReader {
  /** More of the block is needed. */
  static final int INCOMPLETE = -1;

  private FieldReader() {}

  /**
   * Reads one line.
   *
   * @return where the next line starts, the same position where the line is empty, or {@link
   *     #INCOMPLETE}
   */
  static int readLine(Headers headers, int start) throws MalformedException {
    byte[] bytes = headers.block();
    int size = headers.blockSize();
    if (start >= size) {
      return INCOMPLETE;
    }
    if (bytes[start] == '\r') {
      if (start + 1 >= size) {
        return INCOMPLETE;
      }
      if (bytes[start + 1] != '\n') {
        throw MalformedException.of("bare CR");
      }
      return start;
    }
    int at = start;
    int hash = 0;
    while (at < size && Octets.isToken(bytes[at])) {
      hash = 31 * hash + (bytes[at] | 0x20);
      at++;
    }
    if (at >= size) {
      return INCOMPLETE;
    }
    if (bytes[at] != ':' || at == start) {
      throw MalformedException.of("invalid field name");
    }
    int nameEnd = at++;
    while (at < size && isBlank(bytes[at])) {
      at++;
    }
    int valueStart = at;
    while (at < size && Octets.isValue(bytes[at])) {
      at++;
    }
    if (at + 1 >= size) {
      if (at < size && bytes[at] != '\r') {
        throw MalformedException.of("invalid octet in a field value");
      }
      return INCOMPLETE;
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      throw MalformedException.of("invalid octet in a field value");
    }
    int valueEnd = at;
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    headers.index(hash, start, nameEnd, valueStart, valueEnd);
    return at + 2;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
