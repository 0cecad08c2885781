package dev.agentgateway.controlplane.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves GET and HEAD on one port.
 *
 * <p>Threading: each request runs on a virtual thread of its own, so that streams to many readers
 * cost little.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);

  /** Nothing is loaded from elsewhere, and no page can be framed. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  static {
    // The JDK's server otherwise waits 40 ms for the client's TCP acknowledgement of each answer.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final InetSocketAddress address;
  private final HostGuard guard;
  private final List<WebRoute> routes;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable HttpServer server;

  /**
   * A server that is not started.
   *
   * @param address port 0: any free one
   * @param names host names that it may be asked by, beside loopback and its own address; lower
   *     case
   * @param routes the first that fits answers
   */
  public WebServer(InetSocketAddress address, Set<String> names, List<WebRoute> routes) {
    this(address, new HostGuard(Set.copyOf(names)), routes);
  }

  private WebServer(InetSocketAddress address, HostGuard guard, List<WebRoute> routes) {
    this.address = address;
    this.guard = guard;
    this.routes = List.copyOf(routes);
  }

  /** A server that answers whatever name it is asked by. */
  public static WebServer openToEveryName(InetSocketAddress address, List<WebRoute> routes) {
    return new WebServer(address, HostGuard.NONE, routes);
  }

  /**
   * Opens the port.
   *
   * @throws IOException naming the address that cannot be bound
   */
  public void start() throws IOException {
    HttpServer starting;
    try {
      starting = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    starting.setExecutor(executor);
    starting.createContext("/", this::handle);
    starting.start();
    server = starting;
  }

  /** The port, once started. */
  public int port() {
    HttpServer running = server;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running.getAddress().getPort();
  }

  /** Closes the port and every stream. */
  @Override
  public void close() {
    executor.shutdownNow();
    HttpServer running = server;
    if (running != null) {
      running.stop(0);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<String> refusal = guard.refusal(exchange);
      String method = exchange.getRequestMethod();
      if (refusal.isPresent()) {
        send(exchange, error(403, refusal.get()));
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, error(405, "method: " + method + " (expected: GET or HEAD)"));
      } else {
        dispatch(exchange);
      }
    }
  }

  private void dispatch(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String rawPath = exchange.getRequestURI().getRawPath();
    for (WebRoute route : routes) {
      Optional<Map<String, String>> variables = route.match(rawPath);
      if (variables.isPresent()) {
        run(exchange, route.handler(), path, variables.get());
        return;
      }
    }
    send(exchange, error(404, "no such path: " + path));
  }

  private static void run(
      HttpExchange exchange, WebRoute.Handler handler, String path, Map<String, String> variables)
      throws IOException {
    try {
      String query = exchange.getRequestURI().getRawQuery();
      Request request =
          new Request(path, variables, Request.parseQuery(query == null ? "" : query));
      switch (handler) {
        case WebRoute.Answer answer -> send(exchange, answer.answer(request));
        case WebRoute.Stream stream -> stream(exchange, stream, request);
      }
    } catch (BadRequestException e) {
      send(exchange, error(400, e.text()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError().addKeyValue("path", path).setCause(e).log("request failed");
      send(exchange, error(500, "this is a bug; the control plane's log has the details"));
    }
  }

  private static void stream(HttpExchange exchange, WebRoute.Stream stream, Request request)
      throws IOException, InterruptedException {
    headers(exchange, "text/event-stream", false);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      stream.write(request, out);
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    headers(exchange, response.contentType(), response.cached());
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(response.status(), bodiless ? -1 : body.length);
    if (!bodiless) {
      exchange.getResponseBody().write(body);
    }
  }

  private static void headers(HttpExchange exchange, String contentType, boolean cached) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", cached ? "max-age=3600" : "no-store");
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
  }

  /** An error as the API writes it: {@code {"error":{"status","message"}}}. */
  public static Response error(int status, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("error").put("status", status).put("message", message);
    return Response.of(status, Response.JSON, json.toString());
  }
}
