package dev.agentgateway.e2e.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A model that begins every answer with one chunk and goes on with all of them when it is told to
 * by a line on its standard input: one more chunk for {@code more}, the end for {@code end}.
 *
 * <p>Usage: {@code StreamingModel PORT}.
 */
final class StreamingModel {
  private static final byte[] HEAD =
      ascii(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  private static final byte[] EVENT =
      chunk(
          "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
              + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
              + "\"content\":\"word \"},\"finish_reason\":null}]}\n\n");
  private static final byte[] LAST =
      chunk(
          "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
              + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{},"
              + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
  private static final byte[] END = ascii("0\r\n\r\n");

  private StreamingModel() {}

  public static void main(String[] arguments) throws IOException {
    Queue<Socket> open = new ConcurrentLinkedQueue<>();
    ServerSocket server = new ServerSocket();
    server.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
        4096);
    Thread.startVirtualThread(
        () -> {
          while (true) {
            try {
              Socket socket = server.accept();
              Thread.startVirtualThread(() -> begin(socket, open));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    System.out.println("listening");
    var lines =
        new java.io.BufferedReader(
            new java.io.InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      for (Socket socket : open) {
        if (line.equals("end")) {
          write(socket, LAST, END);
        } else {
          write(socket, EVENT);
        }
      }
      if (line.equals("end")) {
        open.clear();
      }
    }
  }

  /** Reads one request, whose length is told, and begins to answer it. */
  private static void begin(Socket socket, Queue<Socket> open) {
    try {
      InputStream in = socket.getInputStream();
      String head = Streams.readHead(in);
      in.skipNBytes(Streams.contentLength(head));
      write(socket, HEAD, EVENT);
      open.add(socket);
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static void write(Socket socket, byte[]... pieces) {
    try {
      OutputStream out = socket.getOutputStream();
      for (byte[] piece : pieces) {
        out.write(piece);
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static byte[] chunk(String text) {
    return ascii(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
