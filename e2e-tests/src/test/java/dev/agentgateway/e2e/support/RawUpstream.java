package dev.agentgateway.e2e.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server whose response to every request is told by whoever runs it, byte by byte. A connection
 * serves one request.
 */
public final class RawUpstream implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length: *(\\d+)");

  private final ServerSocket server;
  private volatile byte[] response = new byte[0];
  private volatile int piece = Integer.MAX_VALUE;

  private RawUpstream() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Listens on a free port of loopback. */
  public static RawUpstream start() throws IOException {
    return new RawUpstream();
  }

  public int port() {
    return server.getLocalPort();
  }

  /**
   * What is answered from now on.
   *
   * @param pieceBytes as many bytes are written at once
   */
  public void answer(byte[] newResponse, int pieceBytes) {
    response = newResponse.clone();
    piece = pieceBytes;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      readRequest(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      byte[] bytes = response;
      int size = piece;
      for (int at = 0; at < bytes.length; at += size) {
        out.write(bytes, at, Math.min(size, bytes.length - at));
      }
    } catch (IOException clientLeft) {
      // It is looked at on its own side.
    }
  }

  private static void readRequest(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    Matcher length = LENGTH.matcher(head.toString(StandardCharsets.ISO_8859_1));
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    }
  }
}
