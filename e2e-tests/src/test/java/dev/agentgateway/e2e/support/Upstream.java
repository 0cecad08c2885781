package dev.agentgateway.e2e.support;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP server that answers with its name. Of a POST it answers the number of bytes of the body;
 * {@code /size/N} answers N bytes.
 */
public final class Upstream implements AutoCloseable {
  private static final int PIECE = 64 * 1024;

  private final String name;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong aborted = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final Set<String> paths = ConcurrentHashMap.newKeySet();

  private volatile String serverName = "";
  private volatile Headers fields = new Headers();

  private Upstream(String name, HttpServer server) {
    this.name = name;
    this.server = server;
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Listens on a free port of loopback. */
  public static Upstream start(String name) throws IOException {
    return start(name, "127.0.0.1", 0);
  }

  /** Listens on an address; port 0: any free one. */
  public static Upstream start(String name, String address, int port) throws IOException {
    return new Upstream(name, HttpServer.create(address(address, port), 1024));
  }

  /** Listens on a free port of loopback with a certificate for a host name. */
  public static Upstream start(String name, Certificates authority, String host) throws Exception {
    return start(name, authority, host, InetAddress.ofLiteral("127.0.0.1"));
  }

  /** The same on an address. */
  public static Upstream start(
      String name, Certificates authority, String host, InetAddress address) throws Exception {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 1024);
    server.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext(host)));
    return new Upstream(name, server);
  }

  private static InetSocketAddress address(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Requests that came. */
  public long requests() {
    return requests.get();
  }

  /** Bytes of responses of {@code /size/N} that could be written so far. */
  public long sentBytes() {
    return sent.get();
  }

  /** Different paths of the requests that came. */
  public Set<String> paths() {
    return Set.copyOf(paths);
  }

  /** The name that the newest client over TLS asked for; empty: none. */
  public String serverName() {
    return serverName;
  }

  /** A field of the newest request; empty: it had none. */
  public String field(String name) {
    String value = fields.getFirst(name);
    return value == null ? "" : value;
  }

  /** Requests whose client went away before their end. */
  public long aborted() {
    return aborted.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    fields = exchange.getRequestHeaders();
    if (exchange instanceof HttpsExchange secured) {
      serverName = Certificates.requestedName(secured.getSSLSession());
    }
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      paths.add(path);
      long received = discard(exchange.getRequestBody());
      if (path.contains("/size/")) {
        send(exchange, Long.parseLong(path.substring(path.lastIndexOf('/') + 1)));
      } else {
        String text = exchange.getRequestMethod().equals("POST") ? "" + received : name;
        byte[] body = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      aborted.incrementAndGet();
      throw e;
    }
  }

  private static long discard(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    long count = 0;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      count += read;
    }
    return count;
  }

  private void send(HttpExchange exchange, long size) throws IOException {
    byte[] piece = new byte[PIECE];
    exchange.sendResponseHeaders(200, size);
    try (OutputStream out = exchange.getResponseBody()) {
      for (long left = size; left > 0; left -= PIECE) {
        int length = (int) Math.min(PIECE, left);
        out.write(piece, 0, length);
        sent.addAndGet(length);
      }
    }
  }
}
