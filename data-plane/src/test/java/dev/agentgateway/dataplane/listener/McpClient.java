package dev.agentgateway.dataplane.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A client that sends MCP messages; single quotes in bodies stand for double ones. */
final class McpClient implements AutoCloseable {
  private final RawConnection connection;

  /** A response: head and body without chunks. */
  record Response(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    /** Value of a field, or "none". */
    String field(String name) {
      return new McpServer.Asked(head, "").field(name);
    }

    /** The body with single quotes. */
    String text() {
      return body.replace('"', '\'');
    }
  }

  McpClient(InetSocketAddress address) throws IOException {
    connection = RawConnection.to(address);
  }

  /** Sends a message with further fields, each {@code name: value}, and reads the response. */
  Response post(String body, String... fields) throws IOException {
    send(body, fields);
    return read();
  }

  void send(String body, String... fields) throws IOException {
    byte[] bytes = McpServer.quoted(body).getBytes(StandardCharsets.UTF_8);
    String lines = Arrays.stream(fields).map(each -> each + "\r\n").collect(Collectors.joining());
    String accept =
        lines.contains("accept: ") ? "" : "accept: application/json, text/event-stream\r\n";
    String type = lines.contains("content-type: ") ? "" : "content-type: application/json\r\n";
    connection.send(
        "POST /mcp HTTP/1.1\r\nhost: x\r\n"
            + accept
            + type
            + lines
            + "content-length: "
            + bytes.length
            + "\r\n\r\n");
    connection.send(bytes);
  }

  /** Sends a POST of these fields, each with its line end, and bytes. */
  void send(String lines, byte[] body) throws IOException {
    connection.send(
        "POST /mcp HTTP/1.1\r\nhost: x\r\n"
            + lines
            + "content-length: "
            + body.length
            + "\r\n\r\n");
    connection.send(body);
  }

  /** Sends text as it is. */
  void sendRaw(String text) throws IOException {
    connection.send(text);
  }

  /** The next bytes of a body. */
  byte[] bytes(int count) throws IOException {
    return connection.read(count).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends a request without body. */
  void send(String method, boolean stream, String... fields) throws IOException {
    String lines = Arrays.stream(fields).map(each -> each + "\r\n").collect(Collectors.joining());
    connection.send(
        method
            + " /mcp HTTP/1.1\r\nhost: x\r\n"
            + (stream ? "accept: text/event-stream\r\n" : "")
            + lines
            + "\r\n");
  }

  /** Reads a whole response. */
  Response read() throws IOException {
    String head = connection.readHead();
    if (!head.contains("chunked")) {
      String length = new McpServer.Asked(head, "").field("content-length");
      return new Response(
          head, utf8(length.equals("none") ? "" : connection.read(Integer.parseInt(length))));
    }
    StringBuilder body = new StringBuilder();
    for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      body.append(chunk);
    }
    return new Response(head, body.toString());
  }

  String readHead() throws IOException {
    return connection.readHead();
  }

  /** The next chunk of a stream; empty at its end. */
  String chunk() throws IOException {
    StringBuilder size = new StringBuilder();
    while (!size.toString().endsWith("\r\n")) {
      size.append(connection.read(1));
    }
    int length = Integer.parseInt(size.toString().strip(), 16);
    String chunk = utf8(connection.read(length));
    connection.read(2);
    return chunk;
  }

  /** The next event that is no comment, with single quotes and line feeds as slashes. */
  String event() throws IOException {
    String chunk = chunk();
    while (chunk.startsWith(":")) {
      chunk = chunk();
    }
    return chunk.replace('"', '\'').replace("\n\n", "").replace("\n", "/");
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
