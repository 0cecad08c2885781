package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of requests one after the other into the same {@link RequestHead}. Fields of the
 * connection are taken out; Host becomes the authority.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-3">RFC 9112, 3</a>
 */
public final class RequestHeadReader {
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE",
  };
  private static final int VERSION_LENGTH = " HTTP/1.1".length();
  private static final int MAX_PORT = 65_535;

  private final RequestHead head;
  private final SectionReader section;
  private final FramingFields fields = new FramingFields();
  private boolean http10;
  private boolean absolute;

  // Clients repeat themselves: a text that equals the last request's is not made again.
  private String lastTarget = "";
  private String lastAuthority = "";

  public RequestHeadReader(RequestHead head, int maxBytes) {
    this.head = head;
    this.section = new SectionReader(head.headers(), this::readLine, true, maxBytes);
  }

  /** Begins a new head, of at most this many bytes. */
  public void begin(int maxBytes) {
    head.clear();
    section.begin();
    section.limit(maxBytes);
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
    Headers headers = head.headers();
    fields.read(headers, http10);
    readHost(headers);
    return true;
  }

  /** How the end of the body is known; never {@link Framing#UNTIL_CLOSE}. */
  public long framing() {
    if (fields.isChunked()) {
      return Framing.CHUNKED;
    }
    return Math.max(fields.length(), Framing.NONE);
  }

  /** Whether the client allows further requests on the connection. */
  public boolean isKeepAlive() {
    return !fields.isClose() && (!http10 || fields.isKeepAlive());
  }

  /** Whether the client speaks HTTP/1.0. */
  public boolean isHttp10() {
    return http10;
  }

  /** Whether the client waits for 100 before it sends the body. */
  public boolean expectsContinue() {
    return fields.expectsContinue();
  }

  private void readLine(Headers headers, int start, int end) throws MalformedException {
    byte[] block = headers.block();
    int at = start;
    while (at < end && Octets.isToken(block[at])) {
      at++;
    }
    if (at == start || at >= end || block[at] != ' ') {
      throw MalformedException.of("invalid method");
    }
    String method = method(headers, start, at);
    head.setMethod(method);
    int targetStart = at + 1;
    int targetEnd = end - VERSION_LENGTH;
    if (targetEnd <= targetStart) {
      throw MalformedException.of("incomplete request line");
    }
    for (int i = targetStart; i < targetEnd; i++) {
      if (!Octets.isTarget(block[i])) {
        throw MalformedException.of("invalid octet in the target");
      }
    }
    http10 = readVersion(block, targetEnd);
    readTarget(headers, method, targetStart, targetEnd);
  }

  private static boolean readVersion(byte[] block, int start) throws MalformedException {
    int digit = start + VERSION_LENGTH - 1;
    boolean known =
        block[start] == ' '
            && block[start + 1] == 'H'
            && block[start + 2] == 'T'
            && block[start + 3] == 'T'
            && block[start + 4] == 'P'
            && block[start + 5] == '/'
            && block[start + 6] == '1'
            && block[start + 7] == '.'
            && (block[digit] == '0' || block[digit] == '1');
    if (!known) {
      throw MalformedException.of("version is not HTTP/1.0 or HTTP/1.1");
    }
    return block[digit] == '0';
  }

  private void readTarget(Headers headers, String method, int start, int end)
      throws MalformedException {
    byte[] block = headers.block();
    absolute = false;
    if (method.equals("CONNECT")) {
      checkAuthority(block, start, end);
      absolute = true;
      head.setAuthority(headers.text(start, end));
    } else if (block[start] == '/') {
      head.setTarget(target(headers, start, end));
    } else if (end - start == 1 && block[start] == '*' && method.equals("OPTIONS")) {
      head.setTarget("*");
    } else {
      readAbsolute(headers, method, start, end);
    }
  }

  private void readAbsolute(Headers headers, String method, int start, int end)
      throws MalformedException {
    byte[] block = headers.block();
    int host = afterScheme(block, start, end);
    int at = host;
    while (at < end && block[at] != '/' && block[at] != '?') {
      at++;
    }
    checkAuthority(block, host, at);
    absolute = true;
    head.setAuthority(headers.text(host, at));
    if (at == end) {
      head.setTarget(method.equals("OPTIONS") ? "*" : "/");
    } else if (block[at] == '?') {
      head.setTarget("/" + headers.text(at, end));
    } else {
      head.setTarget(target(headers, at, end));
    }
  }

  private static int afterScheme(byte[] block, int start, int end) throws MalformedException {
    for (String scheme : new String[] {"http://", "https://"}) {
      int after = start + scheme.length();
      if (after <= end && FramingFields.equalsIgnoreCase(block, start, after, scheme)) {
        return after;
      }
    }
    throw MalformedException.of("invalid target");
  }

  private void readHost(Headers headers) throws MalformedException {
    int slot = fields.hostSlot();
    if (slot < 0) {
      if (!http10) {
        throw MalformedException.of("no host field");
      }
      return;
    }
    int start = headers.valueStart(slot);
    int end = headers.valueEnd(slot);
    checkAuthority(headers.block(), start, end);
    if (!absolute) {
      if (!equal(lastAuthority, headers.block(), start, end)) {
        lastAuthority = headers.text(start, end);
      }
      head.setAuthority(lastAuthority);
    }
    headers.removeSlot(slot);
  }

  private static void checkAuthority(byte[] block, int start, int end) throws MalformedException {
    int colon = -1;
    boolean bracketed = start < end && block[start] == '[';
    int hostEnd = start;
    for (int i = start; i < end; i++) {
      byte b = block[i];
      if (!Octets.isAuthority(b)) {
        throw MalformedException.of("invalid octet in the host");
      }
      boolean bracket = b == '[' || b == ']';
      if (bracket && (!bracketed || (b == '[' && i > start) || hostEnd > start)) {
        throw MalformedException.of("misplaced bracket in the host");
      }
      if (b == ']') {
        hostEnd = i + 1;
      } else if (b == ':' && (!bracketed || hostEnd > start)) {
        if (colon >= 0) {
          throw MalformedException.of("more than one colon in the host");
        }
        colon = i;
      }
    }
    if (bracketed && (hostEnd == start || (hostEnd < end && block[hostEnd] != ':'))) {
      throw MalformedException.of("misplaced bracket in the host");
    }
    if (start == end || colon == start) {
      throw MalformedException.of("empty host");
    }
    if (colon >= 0) {
      checkPort(block, colon + 1, end);
    }
  }

  private static void checkPort(byte[] block, int start, int end) throws MalformedException {
    int port = 0;
    for (int i = start; i < end; i++) {
      int digit = block[i] - '0';
      if (digit < 0 || digit > 9 || port > MAX_PORT) {
        throw MalformedException.of("invalid port");
      }
      port = 10 * port + digit;
    }
    if (port > MAX_PORT) {
      throw MalformedException.of("invalid port");
    }
  }

  private static String method(Headers headers, int start, int end) {
    for (String known : METHODS) {
      if (equal(known, headers.block(), start, end)) {
        return known;
      }
    }
    return headers.text(start, end);
  }

  private String target(Headers headers, int start, int end) {
    if (!equal(lastTarget, headers.block(), start, end)) {
      lastTarget = headers.text(start, end);
    }
    return lastTarget;
  }

  private static boolean equal(String text, byte[] block, int start, int end) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != (block[start + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
