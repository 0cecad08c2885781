package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads a head or a trailer section, in as many pieces as it comes, into a block of {@link Headers}
 * and indexes its fields.
 */
final class SectionReader {
  private static final int PIECE_BYTES = 4096;
  private static final int MAX_FIELDS = 256;

  /** Reads the line before the fields. */
  interface FirstLine {
    /** The line stands in the block from start to end, its CRLF excluded. */
    void read(Headers headers, int start, int end) throws MalformedException;
  }

  private final Headers headers;
  private final @Nullable FirstLine firstLine;
  private final boolean skipsEmptyLine;
  private int maxBytes;
  // Where the line that is being read starts.
  private int lineStart;
  // Up to here there is no LF of the line that is being read.
  private int searched;
  private boolean inFields;
  private boolean emptyLineSkipped;

  SectionReader(
      Headers headers, @Nullable FirstLine firstLine, boolean skipsEmptyLine, int maxBytes) {
    this.headers = headers;
    this.firstLine = firstLine;
    this.skipsEmptyLine = skipsEmptyLine;
    this.maxBytes = maxBytes;
  }

  /** Begins a new section. */
  void begin() {
    headers.clear();
    lineStart = 0;
    searched = 0;
    inFields = firstLine == null;
    emptyLineSkipped = false;
  }

  void limit(int bytes) {
    maxBytes = bytes;
  }

  /** Whether bytes of the section were read. */
  boolean isStarted() {
    return headers.blockSize() > 0;
  }

  /**
   * Takes bytes of the section; what follows it stays in the buffer.
   *
   * @return whether the section is complete
   */
  boolean read(ByteBuf in) throws MalformedException {
    while (in.isReadable()) {
      int piece = Math.min(in.readableBytes(), PIECE_BYTES);
      int before = headers.blockSize();
      headers.append(in, piece);
      if (readLines()) {
        if (lineStart > maxBytes) {
          throw MalformedException.tooLarge("more than " + maxBytes + " bytes");
        }
        in.skipBytes(lineStart - before);
        headers.truncate(lineStart);
        return true;
      }
      in.skipBytes(piece);
      if (headers.blockSize() > maxBytes) {
        throw MalformedException.tooLarge("more than " + maxBytes + " bytes");
      }
    }
    return false;
  }

  private boolean readLines() throws MalformedException {
    if (!inFields && !readFirstLine()) {
      return false;
    }
    while (searched <= lineStart || hasLineFeed()) {
      int next = FieldReader.readLine(headers, lineStart);
      if (next == FieldReader.INCOMPLETE) {
        searched = headers.blockSize();
        return false;
      }
      if (next == lineStart) {
        lineStart += 2;
        return true;
      }
      if (headers.slots() > MAX_FIELDS) {
        throw MalformedException.tooLarge("more than " + MAX_FIELDS + " fields");
      }
      lineStart = next;
      searched = next;
    }
    return false;
  }

  private boolean readFirstLine() throws MalformedException {
    if (!hasLineFeed()) {
      return false;
    }
    byte[] block = headers.block();
    if (searched == lineStart || block[searched - 1] != '\r') {
      throw MalformedException.of("bare LF");
    }
    if (skipsEmptyLine && !emptyLineSkipped && searched == lineStart + 1) {
      emptyLineSkipped = true;
      searched++;
      lineStart = searched;
      return readFirstLine();
    }
    FirstLine reader = firstLine;
    if (reader != null) {
      reader.read(headers, lineStart, searched - 1);
    }
    searched++;
    lineStart = searched;
    inFields = true;
    return true;
  }

  /** Moves {@link #searched} to the LF of this line or to the end of the block. */
  private boolean hasLineFeed() {
    byte[] block = headers.block();
    int size = headers.blockSize();
    int at = searched;
    while (at < size && block[at] != '\n') {
      at++;
    }
    searched = at;
    return at < size;
  }
}
