package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes heads and the lines between chunks. */
public final class HeadWriter {
  private static final HeaderName CONTENT_LENGTH = FramingFields.CONTENT_LENGTH;
  private static final int CRLF = '\r' << 8 | '\n';
  private static final byte[] STATUS_200 = ascii("HTTP/1.1 200 OK\r\n");
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n");
  private static final byte[] HEX = ascii("0123456789abcdef");

  /** Upper bound of what is written beside the fields of a head. */
  private static final int OVERHEAD_BYTES = 96;

  /** What a response says of its connection. */
  public enum Connection {
    /** The version's default holds. */
    UNSAID,
    /** It closes after this response. */
    CLOSE,
    /** It stays: said to HTTP/1.0 clients only. */
    KEEP_ALIVE
  }

  private HeadWriter() {}

  /** Bytes that {@link #request} writes at most. */
  public static int maxBytes(RequestHead head) {
    return head.maxWireBytes() + OVERHEAD_BYTES;
  }

  /** Bytes that {@link #response} writes at most. */
  public static int maxBytes(ResponseHead head) {
    return head.headers().maxWireBytes() + head.reason().length() + OVERHEAD_BYTES;
  }

  /** Writes a request's head. A Content-Length is among its fields already. */
  public static void request(ByteBuf out, RequestHead head, long framing) {
    head.writeTo(out);
    if (framing == Framing.CHUNKED) {
      out.writeBytes(CHUNKED);
    }
    out.writeShort(CRLF);
  }

  /** Writes a response's head. A Content-Length is among its fields already. */
  public static void response(
      ByteBuf out, ResponseHead head, boolean chunked, Connection connection) {
    if (head.status() == 200 && head.reason().equals("OK")) {
      out.writeBytes(STATUS_200);
    } else {
      out.writeBytes(VERSION);
      int status = head.status();
      out.writeByte('0' + status / 100);
      out.writeByte('0' + status / 10 % 10);
      out.writeByte('0' + status % 10);
      out.writeByte(' ');
      out.writeCharSequence(head.reason(), StandardCharsets.ISO_8859_1);
      out.writeShort(CRLF);
    }
    head.headers().writeTo(out);
    if (chunked) {
      out.writeBytes(CHUNKED);
    }
    switch (connection) {
      case UNSAID -> {}
      case CLOSE -> out.writeBytes(CLOSE);
      case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE);
    }
    out.writeShort(CRLF);
  }

  /** Takes Content-Length out, where the body is framed in another way. */
  public static void removeLength(Headers headers) {
    headers.remove(CONTENT_LENGTH);
  }

  /** Writes what precedes a chunk's data. */
  public static void chunkSize(ByteBuf out, int size) {
    int shift = Math.max(0, (31 - Integer.numberOfLeadingZeros(size)) / 4 * 4);
    for (; shift >= 0; shift -= 4) {
      out.writeByte(HEX[size >>> shift & 0xf]);
    }
    out.writeShort(CRLF);
  }

  /** Writes what follows a chunk's data. */
  public static void chunkEnd(ByteBuf out) {
    out.writeShort(CRLF);
  }

  /** Writes the end of a chunked body. */
  public static void lastChunk(ByteBuf out, Headers trailers) {
    out.writeBytes(LAST_CHUNK);
    trailers.writeTo(out);
    out.writeShort(CRLF);
  }

  /** Writes ASCII text. */
  public static void text(ByteBuf out, String ascii) {
    ByteBufUtil.writeAscii(out, ascii);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
