package dev.agentgateway.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What control planes of older versions sent, as {@code api/wire} has kept it, is served. */
final class KeptResponsesTest {
  private static final Path WIRE = Path.of("..", "api", "wire");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress(LOOPBACK, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final BlockingQueue<String> console = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @MethodSource("versions")
  void aKeptSnapshotIsTakenAsAWholeAndServed(Path version) throws Exception {
    int port = freePort();
    try (KeptControlPlane kept = new KeptControlPlane(version.resolve("responses.bin"), port);
        DataPlane dataPlane = start(kept.port());
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(dataPlane).isNotNull();
      awaitListening();
      ProxyReport report = awaitReport(kept);
      assertThat(report.getState().getRejectedList()).isEmpty();
      assertThat(kept.requests()).noneMatch(DeltaDiscoveryRequest::hasErrorDetail);
      // A report may tell of resources before their ACK arrives.
      long before = System.nanoTime() + PATIENCE.toNanos();
      while (!answered(kept).containsAll(kept.types()) && System.nanoTime() - before < 0) {
        Thread.onSpinWait();
      }
      assertThat(answered(kept)).containsAll(kept.types());
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/kept")).build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("location").orElse("")).contains("kept.example");
    }
  }

  @Test
  void somethingIsKept() throws IOException {
    assertThat(versions()).isNotEmpty();
  }

  /** As {@code api/wire/record} asks. */
  @Test
  @EnabledIfSystemProperty(named = "wire.record", matches = ".+")
  void recordRequestsAndReports() throws Exception {
    Path version = WIRE.resolve(System.getProperty("wire.record"));
    try (KeptControlPlane kept =
            new KeptControlPlane(version.resolve("responses.bin"), freePort());
        DataPlane dataPlane = start(kept.port())) {
      assertThat(dataPlane).isNotNull();
      awaitListening();
      List<ProxyReport> reports = new ArrayList<>();
      do {
        reports.add(next(kept));
      } while (!hasEverything(reports.getLast(), kept));
      write(version.resolve("requests.bin"), kept.requests());
      write(version.resolve("reports.bin"), reports);
    }
  }

  static List<Path> versions() throws IOException {
    try (Stream<Path> files = Files.list(WIRE)) {
      return files.filter(file -> Files.exists(file.resolve("responses.bin"))).sorted().toList();
    }
  }

  /** Types whose responses were acknowledged or refused. */
  private static Set<String> answered(KeptControlPlane kept) {
    return kept.requests().stream()
        .filter(request -> !request.getResponseNonce().isEmpty())
        .map(DeltaDiscoveryRequest::getTypeUrl)
        .collect(Collectors.toSet());
  }

  private static ProxyReport awaitReport(KeptControlPlane kept) throws InterruptedException {
    ProxyReport report;
    do {
      report = next(kept);
    } while (!hasEverything(report, kept));
    return report;
  }

  private static ProxyReport next(KeptControlPlane kept) throws InterruptedException {
    @Nullable ProxyReport report = kept.reports().poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(report).as("a report").isNotNull();
    return report;
  }

  /** Whether a report tells of accepted resources of every type. */
  private static boolean hasEverything(ProxyReport report, KeptControlPlane kept) {
    return report.getState().getAcceptedList().stream()
        .filter(accepted -> accepted.getVersionsCount() > 0)
        .map(accepted -> accepted.getTypeUrl())
        .collect(Collectors.toSet())
        .containsAll(kept.types());
  }

  private DataPlane start(int controlPlane) throws IOException {
    DataPlaneConfig config =
        new DataPlaneConfig(
            List.of("127.0.0.1:" + controlPlane),
            DataPlaneConfig.Trust.NONE,
            new DataPlaneConfig.Node(
                Optional.of("kept"), List.of("agentgateway-system/agentgateway-route")),
            new DataPlaneConfig.Ports(ANY_PORT, ANY_PORT, ANY_PORT),
            Optional.of(directory),
            1,
            new DataPlaneConfig.Drain(Duration.ZERO, PATIENCE),
            new DataPlaneConfig.Logging(
                DataPlaneConfig.Logging.Format.TEXT, DataPlaneConfig.Logging.Level.INFO),
            List.of());
    return DataPlane.start(config, Map.of(), console::add);
  }

  private void awaitListening() throws InterruptedException {
    @Nullable String line;
    do {
      line = console.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(line).as("a line that says where it listens").isNotNull();
    } while (!line.startsWith("ready: listening on "));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static void write(Path file, List<? extends MessageLite> messages) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (MessageLite message : messages) {
        message.writeDelimitedTo(out);
      }
    }
  }
}
