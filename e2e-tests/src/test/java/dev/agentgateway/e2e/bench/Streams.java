package dev.agentgateway.e2e.bench;

import dev.agentgateway.e2e.support.CountingCollector;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.Upstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory of one proxy with many streamed chats open at once, every one of them traced. Fails where
 * a stream misses a chunk or its end.
 *
 * <p>Usage: {@code Streams COUNT}.
 */
final class Streams {
  /** Requests that may be on their way at a time. */
  private static final int STARTING = 256;

  private static final String BODY =
      "{\"model\":\"bench\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

  private final int port;
  private final Semaphore starting = new Semaphore(STARTING);
  private final CountDownLatch first;
  private final CountDownLatch second;
  private final CountDownLatch ended;
  private final AtomicLong failed = new AtomicLong();

  private Streams(int port, int count) {
    this.port = port;
    first = new CountDownLatch(count);
    second = new CountDownLatch(count);
    ended = new CountDownLatch(count);
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("bench-streams");
    int modelPort = Ports.free();
    Process model = startModel(modelPort);
    try (Planes planes = Planes.start(directory);
        CountingCollector collector = CountingCollector.start(0);
        Upstream upstream = Upstream.start("ready");
        PrintStream tell = new PrintStream(model.getOutputStream(), true)) {
      planes.write("route.yaml", manifests(modelPort, upstream.port(), collector.port()));
      Planes.DataPlane proxy = planes.startDataPlane("proxy", "--threads", "1");
      planes.awaitRoute("/ready");
      long idle = proxy.residentBytes();
      Streams streams = new Streams(planes.gatewayPort(), count);
      long start = System.nanoTime();
      streams.open(count);
      System.out.printf(
          Locale.ROOT, "%d streams open after %.1f s%n", count, (System.nanoTime() - start) / 1e9);
      long open = proxy.residentBytes();
      tell.println("more");
      streams.second.await();
      long flowing = proxy.residentBytes();
      tell.println("end");
      streams.ended.await();
      System.out.printf(
          Locale.ROOT,
          "resident memory: %d MiB before, %d MiB open, %d MiB after one more chunk each, %d MiB at"
              + " their end%n",
          idle >> 20,
          open >> 20,
          flowing >> 20,
          proxy.residentBytes() >> 20);
      if (streams.failed.get() > 0) {
        System.out.println(streams.failed.get() + " streams failed");
        System.exit(1);
      }
    } finally {
      model.destroy();
    }
    System.exit(0);
  }

  private void open(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      starting.acquire();
      Thread.startVirtualThread(this::stream);
    }
    first.await();
  }

  private void stream() {
    int seen = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\n"
                      + "content-type: application/json\r\ncontent-length: "
                      + BODY.length()
                      + "\r\n\r\n"
                      + BODY)
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String head = readHead(in);
      if (!head.startsWith("HTTP/1.1 200")) {
        throw new IOException(head);
      }
      for (String line = line(in); !line.equals("data: [DONE]"); line = line(in)) {
        if (line.contains("\"content\"")) {
          seen++;
          (seen == 1 ? first : second).countDown();
          if (seen == 1) {
            starting.release();
          }
        }
      }
      if (seen != 2) {
        throw new IOException(seen + " chunks");
      }
    } catch (IOException e) {
      if (failed.getAndIncrement() == 0) {
        System.out.println("first failure: " + e);
      }
      if (seen == 0) {
        starting.release();
        first.countDown();
      }
      second.countDown();
    } finally {
      ended.countDown();
    }
  }

  /** A head with its line ends. */
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  /** What {@code content-length} says; 0 where it is not there. */
  static long contentLength(String head) {
    return head.toLowerCase(Locale.ROOT)
        .lines()
        .filter(line -> line.startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed after '" + line + "'");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static Process startModel(int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingModel.class.getName(),
                "" + port)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line =
        new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
            .readLine();
    if (!"listening".equals(line)) {
      throw new IOException("the model did not start");
    }
    return process;
  }

  private static String manifests(int model, int upstream, int collector) {
    return Manifests.all(
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayBackend
        metadata: {name: model, namespace: test}
        spec: {ai: {provider: {openai: {}, host: 127.0.0.1, port: %d}}}
        """
            .formatted(model),
        Manifests.route("chat", "/v1", "model"),
        Manifests.backend("ready", "127.0.0.1", upstream),
        Manifests.route("ready", "/ready", "ready"),
        Manifests.backend("collector", "127.0.0.1", collector),
        Manifests.tracing("collector", "GRPC"));
  }
}
