package dev.agentgateway.e2e.bench;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Upstream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Time from the rename of a route's file to the first 200 through a proxy, with few routes and with
 * many, and what the control plane sends for it.
 *
 * <p>Usage: {@code Changes ROUTES CHANGES}.
 */
final class Changes {
  private final Planes planes;
  private final Socket socket;
  private final long[] nanos;
  private int next;

  private Changes(Planes planes, int changes) throws Exception {
    this.planes = planes;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), planes.gatewayPort());
    this.nanos = new long[changes];
  }

  public static void main(String[] arguments) throws Exception {
    int routes = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    Path directory = Files.createTempDirectory("bench-changes");
    try (Planes planes = Planes.start(directory);
        Upstream upstream = Upstream.start("up")) {
      planes.write(
          "backend.yaml",
          Manifests.all(
              Manifests.backend("up", "127.0.0.1", upstream.port()),
              Manifests.route("up", "/up", "up")));
      planes.startDataPlane("proxy", "--threads", "1");
      planes.awaitRoute("/up");
      Changes changes = new Changes(planes, count);
      changes.measure("warm-up");
      changes.measure("few routes");
      for (int i = 0; i < routes; i += 100) {
        StringBuilder file = new StringBuilder();
        for (int route = i; route < Math.min(routes, i + 100); route++) {
          file.append(file.isEmpty() ? "" : "---\n")
              .append(Manifests.route("r" + route, "/r" + route, "up"));
        }
        planes.write("routes-" + i + ".yaml", file.toString());
      }
      planes.awaitRoute("/r" + (routes - 1));
      planes.awaitRoute("/r0");
      changes.measure("warm-up");
      changes.measure(routes + " routes more");
    }
    System.exit(0);
  }

  private void measure(String name) throws Exception {
    long bytesBefore = settledBytes();
    for (int i = 0; i < nanos.length; i++) {
      String path = "/change-" + next++;
      planes.write("change.yaml", Manifests.route("change", path, "up"));
      long start = System.nanoTime();
      while (!isAnswered(path)) {
        Thread.onSpinWait();
      }
      nanos[i] = System.nanoTime() - start;
    }
    long bytes = settledBytes() - bytesBefore;
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%s: first 200 after %.1f ms mean, %.1f ms median, %.1f ms p99; %d bytes sent per change%n",
        name,
        Arrays.stream(nanos).average().orElse(0) / 1e6,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        bytes / nanos.length);
  }

  /** Bytes that the control plane sent, once it is silent. */
  private long settledBytes() {
    long[] last = {-1};
    Await.untilTrue(
        "the control plane is silent",
        () -> {
          boolean still = planes.xds().bytesToClient() == last[0];
          last[0] = planes.xds().bytesToClient();
          return still;
        });
    return last[0];
  }

  private boolean isAnswered(String path) throws Exception {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nhost: bench\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    String head = Streams.readHead(in);
    in.skipNBytes(Streams.contentLength(head));
    return head.startsWith("HTTP/1.1 200");
  }
}
