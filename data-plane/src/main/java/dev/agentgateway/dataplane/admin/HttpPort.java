package dev.agentgateway.dataplane.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server on one address.
 *
 * <p>On a loopback address it refuses Host headers that do not name this machine, so that a web
 * page cannot reach it through a name of its own that resolves here.
 */
final class HttpPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpPort.class);
  private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "[::1]");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final boolean loopback;
  private final Map<String, Page> pages;

  private HttpPort(HttpServer server, boolean loopback, Map<String, Page> pages) {
    this.server = server;
    this.loopback = loopback;
    this.pages = Map.copyOf(pages);
  }

  /**
   * Listens.
   *
   * @param flag what chooses the port, named where it is taken
   * @param pages by exact path
   * @throws IOException with a message for people
   */
  static HttpPort open(String flag, InetSocketAddress address, Map<String, Page> pages)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          flag
              + " "
              + text(address)
              + ": "
              + e.getMessage()
              + " (choose another port with "
              + flag
              + "; 0 takes any free one)",
          e);
    }
    HttpPort port = new HttpPort(server, address.getAddress().isLoopbackAddress(), pages);
    server.createContext("/", port::handle);
    server.setExecutor(port.threads);
    server.start();
    return port;
  }

  /** Where it listens, with the real port. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  static String text(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host.isAnyLocalAddress()) {
      return "0.0.0.0:" + address.getPort();
    }
    String text = host.getHostAddress();
    return (host instanceof Inet6Address ? "[" + text + "]" : text) + ":" + address.getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Page.Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", answer.contentType());
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
      if (!head && body.length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private Page.Answer answer(HttpExchange exchange) {
    if (loopback && !namesThisMachine(exchange.getRequestHeaders().getFirst("host"))) {
      return Page.Answer.text(403, "this port answers requests to localhost only\n");
    }
    URI uri = exchange.getRequestURI();
    Page page = pages.get(uri.getPath());
    if (page == null) {
      return Page.Answer.text(404, "no such page: " + uri.getPath() + "\n");
    }
    try {
      String accept = exchange.getRequestHeaders().getFirst("accept");
      return page.answer(
          new Page.Request(
              exchange.getRequestMethod(), query(uri.getRawQuery()), accept == null ? "" : accept));
    } catch (RuntimeException e) {
      log.atError().addKeyValue("path", uri.getPath()).setCause(e).log("admin page failed");
      return Page.Answer.text(500, "failed: " + e + "\n");
    }
  }

  private static boolean namesThisMachine(@Nullable String host) {
    if (host == null) {
      return true;
    }
    int colon = host.lastIndexOf(':');
    String name = colon < 0 || host.indexOf(']', colon) >= 0 ? host : host.substring(0, colon);
    return OWN_NAMES.contains(name);
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (raw == null) {
      return parameters;
    }
    for (String part : List.of(raw.split("&", -1))) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      parameters.putIfAbsent(
          URLDecoder.decode(name, StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return parameters;
  }
}
