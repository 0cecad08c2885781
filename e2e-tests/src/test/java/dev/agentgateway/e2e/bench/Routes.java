package dev.agentgateway.e2e.bench;

import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterManifests;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.KubernetesApi;
import dev.agentgateway.e2e.support.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Time from the write of an HTTPRoute to a real API server until a proxy answers 200 for it and
 * until its status is stored: many routes at a steady rate, then single changes with many present.
 *
 * <p>Usage: {@code Routes ROUTES RATE PRESENT CHANGES}. Both times count from before the write is
 * sent, so that the API server's own time is in them.
 */
final class Routes {
  private static final String PATH =
      "/apis/gateway.networking.k8s.io/v1/namespaces/" + NAMESPACE + "/httproutes";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(8);

  private final ClusterPlanes planes;
  private final KubernetesApi api;

  /** By route and generation. */
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();

  private Routes(ClusterPlanes planes, KubernetesApi api) {
    this.planes = planes;
    this.api = api;
    api.watch(PATH, this::seen);
  }

  /** A write that is being waited for. */
  private static final class Watched {
    private final long startNanos = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(2);
    private volatile long storedNanos;
    private volatile long servedNanos;
    private volatile long toldNanos;
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    int rate = Integer.parseInt(arguments[1]);
    int present = Integer.parseInt(arguments[2]);
    int changes = Integer.parseInt(arguments[3]);
    Path directory = Files.createTempDirectory("bench-routes");
    String address = Kubernetes.address().getHostAddress();
    try (Kubernetes kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
        Upstream upstream = Upstream.start("up", address, 0)) {
      kubernetes.kubectl("create", "namespace", NAMESPACE);
      try (ClusterPlanes planes = ClusterPlanes.start(kubernetes, directory.resolve("planes"))) {
        kubernetes.apply(
            ClusterManifests.gateway(planes.gatewayPort())
                + ClusterManifests.service("up", NAMESPACE, 80, address, upstream.port())
                + ClusterManifests.route("up", "/up"));
        Await.untilTrue("the route serves", () -> planes.statusOf("/up") == 200);
        Routes routes = new Routes(planes, kubernetes.api());
        routes.create("warm-up", 1000, rate);
        print("%d routes at %d/s".formatted(count, rate), routes.create("route", count, rate));
        routes.create("filler", Math.max(0, present - count - 1000), 2 * rate);
        routes.change("warm-up-", 20);
        print("single changes with %d present".formatted(present), routes.change("", changes));
        System.out.println("logs: " + directory.resolve("planes"));
      }
    }
    System.exit(0);
  }

  /** Creates routes at a rate and waits for all of them. */
  private List<Watched> create(String name, int count, int rate) throws InterruptedException {
    List<Watched> all = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begin + 1_000_000_000L * i / rate;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      all.add(write("POST", PATH, name + "-" + i, "/" + name + "/" + i, 1));
    }
    for (Watched each : all) {
      each.done.await();
    }
    return all;
  }

  /** Changes the path of one route again and again, each when the one before is through. */
  private List<Watched> change(String prefix, int count) throws InterruptedException, IOException {
    String name = prefix + "changed";
    write("POST", PATH, name, "/" + name + "/0", 1).done.await();
    List<Watched> all = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Watched written = write("PATCH", PATH + "/" + name, name, "/" + name + "/" + i, i + 1);
      written.done.await();
      all.add(written);
    }
    return all;
  }

  private Watched write(String method, String at, String name, String path, long generation) {
    Watched write = new Watched();
    watched.put(name + "@" + generation, write);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                api.send(method, at, route(name, path));
                write.storedNanos = System.nanoTime();
                awaitServed(path);
                write.servedNanos = System.nanoTime();
                write.done.countDown();
              } catch (IOException | InterruptedException e) {
                e.printStackTrace();
                System.exit(1);
              }
            });
    return write;
  }

  private void seen(JsonNode route) {
    JsonNode accepted = route.at("/status/parents/0/conditions/0");
    if (accepted.path("status").asText().equals("True")) {
      Watched write =
          watched.remove(
              route.at("/metadata/name").asText() + "@" + accepted.path("observedGeneration"));
      if (write != null) {
        write.toldNanos = System.nanoTime();
        write.done.countDown();
      }
    }
  }

  private void awaitServed(String path) throws IOException {
    long startNanos = System.nanoTime();
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nhost: bench\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), planes.gatewayPort())) {
      InputStream in = socket.getInputStream();
      while (true) {
        socket.getOutputStream().write(request);
        String head = Streams.readHead(in);
        in.skipNBytes(Streams.contentLength(head));
        if (head.startsWith("HTTP/1.1 200")) {
          return;
        }
        // Looks cost what they measure: a late route is looked for less often.
        long waitedNanos = System.nanoTime() - startNanos;
        LockSupport.parkNanos(Math.max(BETWEEN_LOOKS.toNanos(), waitedNanos / 20));
      }
    }
  }

  private static String route(String name, String path) {
    return """
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"parentRefs": [{"name": "agentgateway-route"}],
           "rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "%s"}}],
             "backendRefs": [{"name": "up", "port": 80}]}]}}
        """
        .formatted(name, NAMESPACE, path);
  }

  private static void print(String what, List<Watched> writes) {
    long[] served = writes.stream().mapToLong(each -> each.servedNanos - each.startNanos).toArray();
    long[] told = writes.stream().mapToLong(each -> each.toldNanos - each.startNanos).toArray();
    long[] stored = writes.stream().mapToLong(each -> each.storedNanos - each.startNanos).toArray();
    System.out.printf(
        Locale.ROOT,
        "%s: first 200 after %s; status after %s; the API server's answer after %s%n",
        what,
        times(served),
        times(told),
        times(stored));
  }

  private static String times(long[] nanos) {
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT,
        "%.0f ms p50, %.0f ms p99, %.0f ms at most",
        nanos[nanos.length / 2] / 1e6,
        nanos[(nanos.length - 1) * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }
}
