package dev.agentgateway.dataplane.xds;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.trust.ControlPlaneTrust;
import dev.agentgateway.dataplane.xds.XdsSettings.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A started client whose published configurations wait in a queue. */
final class TestClient implements AutoCloseable {

  /** Waits that no test outlives, and reconnects without delay. */
  static final Timing PATIENT =
      new Timing(
          Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(20));

  static final Timing FROM_DISK_AT_ONCE =
      new Timing(
          Duration.ofMillis(50), Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(20));

  static final Timing SHORT_WARMING =
      new Timing(
          Duration.ofHours(1), Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofMillis(20));

  private final BlockingQueue<ProxyConfig> published = new LinkedBlockingQueue<>();
  private final XdsClient client;

  private TestClient(XdsSettings settings) {
    client = new XdsClient(settings, published::add);
    client.start();
  }

  static TestClient of(ScriptedServer server) {
    return of(PATIENT, Optional.empty(), server.address());
  }

  static TestClient of(Timing timing, Optional<Path> stateDir, String... controlPlanes) {
    return new TestClient(
        new XdsSettings(
            "proxy-1",
            List.of("demo/edge", "demo/other"),
            List.of(controlPlanes),
            ControlPlaneTrust.NONE,
            stateDir,
            "1.2.3",
            timing));
  }

  /** The next published configuration. */
  ProxyConfig next() throws InterruptedException {
    return ScriptedServer.taken(published, "a configuration");
  }

  /** The next published configuration that is as wanted; those before are passed over. */
  ProxyConfig await(Predicate<ProxyConfig> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ScriptedServer.PATIENCE_SECONDS);
    while (true) {
      ProxyConfig config = published.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertThat(config).as("a configuration as wanted").isNotNull();
      if (wanted.test(requireNonNull(config))) {
        return config;
      }
    }
  }

  /** Whether everything published was taken. */
  boolean isQuiet() {
    return published.isEmpty();
  }

  XdsStatus status() {
    return client.status();
  }

  @Override
  public void close() {
    client.close();
  }
}
