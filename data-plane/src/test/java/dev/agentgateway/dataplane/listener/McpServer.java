package dev.agentgateway.dataplane.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An MCP server that answers as a test says and remembers what it was asked. */
final class McpServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
  private static final Pattern ID = Pattern.compile("\"id\":(\"[^\"]*\"|\\d+)");

  /** What it was asked: head and body as they came. */
  record Asked(String head, String body) {
    /** Value of a field, or "none". */
    String field(String name) {
      Matcher matcher = Pattern.compile("(?i)\r\n" + name + ": ([^\r]*)\r\n").matcher(head);
      return matcher.find() ? matcher.group(1) : "none";
    }

    /** Whether the body has this method. */
    boolean is(String method) {
      return body.contains("\"method\":\"" + method + "\"");
    }

    /** The id of the body's message, as it is written. */
    String id() {
      Matcher matcher = ID.matcher(body);
      return matcher.find() ? matcher.group(1) : "none";
    }
  }

  /** Answers one request on its connection. */
  interface Script {
    void answer(Asked asked, RawConnection connection) throws IOException, InterruptedException;
  }

  private final RawUpstream upstream;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  McpServer(Script script) throws IOException {
    upstream =
        new RawUpstream(
            (connection, _) -> {
              while (true) {
                Asked next = read(connection);
                asked.add(next);
                script.answer(next, connection);
              }
            });
  }

  InetSocketAddress address() {
    return upstream.address();
  }

  /** The next request, within 20 s. */
  Asked asked() throws InterruptedException {
    Asked next = asked.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was asked");
    }
    return next;
  }

  boolean wasAsked() {
    return !asked.isEmpty();
  }

  /** The next thing told, within 20 s; "closed: N" when a connection was closed. */
  String told() throws InterruptedException {
    return upstream.told();
  }

  /** A response with a JSON body and further lines of the head, each with its end. */
  static String json(String lines, String body) {
    return response("200 OK", lines + "content-type: application/json\r\n", body);
  }

  /** A result for the request. */
  static String result(Asked asked, String result) {
    return json(
        "", "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id() + ",\"result\":" + quoted(result) + "}");
  }

  /** An error for the request. */
  static String error(Asked asked, int code) {
    return json(
        "",
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + asked.id()
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":\"secret\"}}");
  }

  static String response(String status, String lines, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 " + status + "\r\n" + lines + "content-length: " + length + "\r\n\r\n" + body;
  }

  /** The head of a stream. */
  static String stream() {
    return "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        + "transfer-encoding: chunked\r\n\r\n";
  }

  /** A chunk of a stream. */
  static String chunk(String text) {
    return Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length)
        + "\r\n"
        + text
        + "\r\n";
  }

  /** A chunk with one event; single quotes stand for double ones. */
  static String event(String data) {
    return chunk("data: " + quoted(data) + "\n\n");
  }

  /** The end of a stream. */
  static String end() {
    return "0\r\n\r\n";
  }

  static String quoted(String text) {
    return text.replace('\'', '"');
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }

  private static Asked read(RawConnection connection) throws IOException {
    String head = connection.readHead();
    Matcher matcher = LENGTH.matcher(head);
    String body = matcher.find() ? connection.read(Integer.parseInt(matcher.group(1))) : "";
    return new Asked(
        head, new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }
}
