package dev.agentgateway.e2e.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends any bytes, in any order, and leaves as it likes. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects to a port of loopback. */
  public static RawClient connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new RawClient(socket);
  }

  /** A response without its fields. */
  public record Response(int status, String body) {}

  /**
   * A response as it came.
   *
   * @param fields type and coding of the body
   * @param body a character per byte
   * @param isWhole whether it ended where its head said
   */
  public record Whole(int status, String fields, String body, boolean isWhole) {}

  /** Sends ASCII. */
  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Sends zeros. */
  public RawClient sendZeros(long count) throws IOException {
    byte[] piece = new byte[64 * 1024];
    for (long left = count; left > 0; left -= piece.length) {
      socket.getOutputStream().write(piece, 0, (int) Math.min(piece.length, left));
    }
    return this;
  }

  /** Says that nothing more is sent. */
  public RawClient endSending() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Reads a whole response whose length is told, passing over informational ones. */
  public Response response() throws IOException {
    while (true) {
      int status = status();
      long length = headLength();
      if (status >= 200) {
        byte[] body = in.readNBytes((int) length);
        return new Response(status, new String(body, StandardCharsets.UTF_8));
      }
    }
  }

  /** Reads a response to its end, however that is told, or to where it is cut. */
  public Whole whole() throws IOException {
    int status = status();
    StringBuilder fields = new StringBuilder();
    long length = -1;
    boolean chunked = false;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(field.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("content-type:") || lower.startsWith("content-encoding:")) {
        fields.append(lower.replace(" ", "")).append('\n');
      }
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean isWhole = chunked ? chunks(body) : rest(body, length);
    return new Whole(
        status, fields.toString(), body.toString(StandardCharsets.ISO_8859_1), isWhole);
  }

  private boolean rest(ByteArrayOutputStream body, long length) {
    try {
      for (long at = 0; at != length; at++) {
        int next = in.read();
        if (next < 0) {
          return length < 0;
        }
        body.write(next);
      }
      return true;
    } catch (IOException cut) {
      return false;
    }
  }

  private boolean chunks(ByteArrayOutputStream body) {
    try {
      for (int size = Integer.parseInt(line(), 16); size > 0; ) {
        if (!rest(body, size)) {
          return false;
        }
        in.skipNBytes(2);
        size = Integer.parseInt(line(), 16);
      }
      return true;
    } catch (IOException cut) {
      return false;
    }
  }

  /** Reads the head of a response. Returns the length of its body. */
  public long head() throws IOException {
    int status = status();
    if (status != 200) {
      throw new IOException("status " + status);
    }
    return headLength();
  }

  /** Reads the head of a response. Returns the value of a field that it has. */
  public String field(String name) throws IOException {
    status();
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return field.substring(name.length() + 1).strip();
      }
    }
    throw new IOException("no field " + name);
  }

  /** Reads so many bytes of a body. */
  public void skip(long count) throws IOException {
    in.skipNBytes(count);
  }

  /** Reads until the other side has closed, in whichever way. Returns how much came. */
  public long readToClose() throws IOException {
    try {
      return in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      return 0;
    }
  }

  /** Leaves as a process does that crashed. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int status() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.1 ")) {
      throw new IOException("not a status line: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private long headLength() throws IOException {
    long length = 0;
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(field.substring(15).strip());
      }
    }
    return length;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("connection closed after '" + line + "'");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
