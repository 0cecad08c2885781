package dev.agentgateway.e2e.bench;

import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time from the command that starts a proxy to its first answer, with and without a control plane,
 * and the memory that it takes with 512 connections.
 *
 * <p>Usage: {@code StartUp STARTS}.
 */
final class StartUp {
  private static final int CONNECTIONS = 512;
  private static final int REQUESTS = 400_000;
  private static final byte[] REQUEST =
      "GET /up HTTP/1.1\r\nhost: bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private StartUp() {}

  public static void main(String[] arguments) throws Exception {
    int starts = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("bench-start");
    try (Planes planes = Planes.start(directory);
        Upstream upstream = Upstream.start("up")) {
      planes.write(
          "route.yaml",
          Manifests.all(
              Manifests.backend("up", "127.0.0.1", upstream.port()),
              Manifests.route("up", "/up", "up")));
      Planes.DataPlane proxy = planes.startDataPlane("proxy", "--threads", "1");
      planes.awaitRoute("/up");
      planes.stop(proxy);
      times("with a control plane", planes, starts);
      planes.killControlPlane();
      times("from disk, without one", planes, starts);
      proxy = planes.startDataPlane("proxy", "--threads", "1");
      untilAnswered(planes.gatewayPort());
      long before = proxy.residentBytes();
      load(planes.gatewayPort());
      System.out.printf(
          Locale.ROOT,
          "resident memory: %d MiB started, %d MiB after %d requests on %d connections%n",
          before >> 20,
          proxy.residentBytes() >> 20,
          REQUESTS,
          CONNECTIONS);
    }
    System.exit(0);
  }

  private static void times(String how, Planes planes, int starts) throws Exception {
    long[] nanos = new long[starts];
    for (int i = 0; i < starts; i++) {
      long start = System.nanoTime();
      Planes.DataPlane proxy = planes.startDataPlane("proxy", "--threads", "1");
      untilAnswered(planes.gatewayPort());
      nanos[i] = System.nanoTime() - start;
      planes.stop(proxy);
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "first answer %s: median %.2f s, slowest %.2f s of %d starts%n",
        how,
        nanos[starts / 2] / 1e9,
        nanos[starts - 1] / 1e9,
        starts);
  }

  private static void untilAnswered(int port) throws InterruptedException {
    while (!isAnswered(port)) {
      Thread.sleep(2);
    }
  }

  private static boolean isAnswered(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      return ask(socket);
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean ask(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST);
    InputStream in = socket.getInputStream();
    String head = Streams.readHead(in);
    in.skipNBytes(Streams.contentLength(head));
    return head.startsWith("HTTP/1.1 200");
  }

  private static void load(int port) throws InterruptedException {
    AtomicLong left = new AtomicLong(REQUESTS);
    CountDownLatch done = new CountDownLatch(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      Thread.startVirtualThread(
          () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
              while (left.getAndDecrement() > 0) {
                if (!ask(socket)) {
                  throw new IOException("not a 200");
                }
              }
            } catch (IOException e) {
              System.out.println("a connection failed: " + e);
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
  }
}
