package dev.agentgateway.e2e.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose event streams stay open until they are told to end, and clients that read them.
 */
public final class OpenStreams implements AutoCloseable {
  private static final String LAST = "data: last";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicInteger open = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> readers = new ArrayList<>();

  private OpenStreams(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port of loopback. */
  public static OpenStreams start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    OpenStreams streams = new OpenStreams(server);
    server.createContext("/", streams::answer);
    server.setExecutor(streams.threads);
    server.start();
    return streams;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Opens streams through a gateway, each over a connection of its own, and waits for them. */
  public void read(URI url, int count) {
    int goal = open.get() + count;
    for (int i = 0; i < count; i++) {
      readers.add(Thread.startVirtualThread(() -> read(url)));
    }
    Await.untilTrue(count + " streams are open", () -> open.get() >= goal || !failures.isEmpty());
  }

  /** Ends all streams. Returns what went wrong with them. */
  public List<String> end() throws InterruptedException {
    ending.countDown();
    for (Thread reader : readers) {
      reader.join();
    }
    return List.copyOf(failures);
  }

  private void read(URI url) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + url.getPath()
                      + " HTTP/1.1\r\nhost: test\r\naccept: text/event-stream\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = in.readLine();
      if (line == null || !line.startsWith("HTTP/1.1 200")) {
        failures.add("answer: " + line);
        return;
      }
      open.incrementAndGet();
      while (!LAST.equals(line)) {
        line = in.readLine();
        if (line == null) {
          failures.add("stream was cut");
          return;
        }
      }
    } catch (IOException e) {
      failures.add(e.toString());
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      do {
        body.write("data: more\n\n".getBytes(StandardCharsets.US_ASCII));
        body.flush();
      } while (!ending.await(100, TimeUnit.MILLISECONDS));
      body.write((LAST + "\n\n").getBytes(StandardCharsets.US_ASCII));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ending.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
