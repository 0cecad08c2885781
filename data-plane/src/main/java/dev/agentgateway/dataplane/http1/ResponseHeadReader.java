package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of responses one after the other into the same {@link ResponseHead}. Fields of
 * the connection are taken out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-4">RFC 9112, 4</a>
 */
public final class ResponseHeadReader {
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
  private static final int STATUS_START = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_START + 3;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final String OK = "OK";

  private final ResponseHead head;
  private final SectionReader section;
  private final FramingFields fields = new FramingFields();
  private boolean http10;

  public ResponseHeadReader(ResponseHead head, int maxBytes) {
    this.head = head;
    this.section = new SectionReader(head.headers(), this::readLine, false, maxBytes);
  }

  /** Begins a new head. */
  public void begin() {
    head.clear();
    section.begin();
  }

  /** Whether bytes of the head were read. */
  public boolean isStarted() {
    return section.isStarted();
  }

  /** Takes bytes of the head; what follows stays in the buffer. Returns whether it is complete. */
  public boolean read(ByteBuf in) throws MalformedException {
    if (!section.read(in)) {
      return false;
    }
    fields.read(head.headers(), http10);
    return true;
  }

  /**
   * How the end of the body is known.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112, 6.3</a>
   */
  public long framing(boolean answersHead) {
    int status = head.status();
    if (answersHead || status < 200 || status == NO_CONTENT || status == NOT_MODIFIED) {
      return Framing.NONE;
    }
    if (fields.isChunked()) {
      return Framing.CHUNKED;
    }
    return fields.hasLength() ? fields.length() : Framing.UNTIL_CLOSE;
  }

  /** Whether the server allows further requests on the connection. */
  public boolean isKeepAlive() {
    return !fields.isClose() && (!http10 || fields.isKeepAlive());
  }

  private void readLine(Headers headers, int start, int end) throws MalformedException {
    byte[] block = headers.block();
    if (end - start < STATUS_END) {
      throw MalformedException.of("incomplete status line");
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (block[start + i] != VERSION[i]) {
        throw MalformedException.of("version is not HTTP/1.0 or HTTP/1.1");
      }
    }
    byte minor = block[start + VERSION.length];
    if ((minor != '0' && minor != '1') || block[start + STATUS_START - 1] != ' ') {
      throw MalformedException.of("version is not HTTP/1.0 or HTTP/1.1");
    }
    http10 = minor == '0';
    int status = 0;
    for (int i = start + STATUS_START; i < start + STATUS_END; i++) {
      int digit = block[i] - '0';
      if (digit < 0 || digit > 9) {
        throw MalformedException.of("invalid status");
      }
      status = 10 * status + digit;
    }
    if (status < 100) {
      throw MalformedException.of("invalid status");
    }
    head.setStatus(status, reason(headers, start + STATUS_END, end));
  }

  private static String reason(Headers headers, int start, int end) throws MalformedException {
    byte[] block = headers.block();
    if (start == end) {
      return "";
    }
    if (block[start] != ' ') {
      throw MalformedException.of("invalid status");
    }
    if (end - start == 3 && block[start + 1] == 'O' && block[start + 2] == 'K') {
      return OK;
    }
    for (int i = start; i < end; i++) {
      if (!Octets.isValue(block[i])) {
        throw MalformedException.of("invalid octet in the reason");
      }
    }
    return headers.text(start + 1, end);
  }
}
