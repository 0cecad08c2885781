package dev.agentgateway.dataplane;

import dev.agentgateway.dataplane.admin.Admin;
import dev.agentgateway.dataplane.admin.AdminSources;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig;
import dev.agentgateway.dataplane.bootstrap.StateDirectory;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.explain.LiveExplainer;
import dev.agentgateway.dataplane.listener.Listeners;
import dev.agentgateway.dataplane.report.ReportClient;
import dev.agentgateway.dataplane.report.ReportSettings;
import dev.agentgateway.dataplane.report.ReportSources;
import dev.agentgateway.dataplane.runtime.ClusterTargets;
import dev.agentgateway.dataplane.runtime.ProxyRuntime;
import dev.agentgateway.dataplane.telemetry.Telemetry;
import dev.agentgateway.dataplane.telemetry.TelemetrySettings;
import dev.agentgateway.dataplane.telemetry.metrics.StreamMetrics;
import dev.agentgateway.dataplane.telemetry.metrics.TlsMetrics;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.trust.ControlPlaneTrust;
import dev.agentgateway.dataplane.upstream.Clusters;
import dev.agentgateway.dataplane.xds.XdsClient;
import dev.agentgateway.dataplane.xds.XdsSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy: configuration comes in through {@link XdsClient}, {@link ProxyRuntime} makes it run,
 * {@link Listeners} take requests and {@link Clusters} send them on; {@link Telemetry} watches, and
 * {@link Admin} answers operators.
 *
 * <p>Threading: configuration is applied on the xDS client's thread; {@link #close} may be called
 * on any thread.
 */
final class DataPlane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DataPlane.class);
  private static final Duration LAST_EXPORTS = Duration.ofSeconds(5);

  private final DataPlaneConfig.Drain drain;
  private final StateDirectory state;
  private final EventLoops loops;
  private final Clusters clusters;
  private final Listeners listeners;
  private final Telemetry telemetry;
  private final ProxyRuntime runtime;
  private final XdsClient xds;
  private final Lifecycle lifecycle;
  private final Admin admin;
  private final ReportClient report;

  private DataPlane(
      DataPlaneConfig config,
      StateDirectory state,
      Map<String, String> environment,
      Consumer<String> console)
      throws IOException {
    this.drain = config.drain();
    this.state = state;
    ClusterTargets targets = new ClusterTargets();
    loops = new EventLoops(config.threads(), false);
    clusters = new Clusters(loops);
    listeners = new Listeners(loops, clusters);
    telemetry =
        new Telemetry(
            new TelemetrySettings(
                state.id(),
                Version.TEXT,
                environment,
                TelemetrySettings.DEFAULT_QUEUE_BYTES,
                config.logging().format() == DataPlaneConfig.Logging.Format.JSON,
                console,
                config.prices()),
            targets);
    telemetry.register(new StreamMetrics(listeners::openStreams));
    telemetry.register(new TlsMetrics(listeners::handshakes));
    runtime = new ProxyRuntime(clusters, listeners, telemetry, targets);
    xds = new XdsClient(xdsSettings(config, state), this::apply);
    telemetry.register(new XdsMetrics(xds::status));
    lifecycle = new Lifecycle(listeners::stats, xds::status, console);
    admin =
        Admin.open(
            new AdminSources(
                () -> runtime.served().config(),
                xds::status,
                listeners::stats,
                clusters::stats,
                telemetry::ledger,
                telemetry::metrics,
                lifecycle::readiness),
            config.ports().admin(),
            config.ports().metrics(),
            config.ports().readiness());
    report =
        new ReportClient(
            new ReportSettings(
                Reporting.node(state.id(), config, admin.adminUrl()),
                config.controlPlanes(),
                trust(config)),
            new ReportSources(
                telemetry::ledger,
                () -> Reporting.load(listeners.stats(), clusters.stats()),
                () -> Reporting.sampling(telemetry),
                () -> Reporting.streams(listeners.openStreams()),
                xds::status,
                lifecycle::isDraining,
                Reporting.spans(telemetry),
                new LiveExplainer(
                    runtime::served,
                    xds::status,
                    telemetry::explain,
                    telemetry::evaluate,
                    telemetry::ledger)));
  }

  /**
   * Starts a proxy.
   *
   * @param console where lines for people go
   * @throws IOException with a message for people: a port is taken, the state directory is locked
   */
  static DataPlane start(
      DataPlaneConfig config, Map<String, String> environment, Consumer<String> console)
      throws IOException {
    StateDirectory state = StateDirectory.open(config, environment);
    DataPlane dataPlane;
    try {
      dataPlane = new DataPlane(config, state, environment, console);
    } catch (IOException e) {
      state.close();
      throw e;
    }
    dataPlane.loops.start();
    dataPlane.telemetry.start();
    dataPlane.listeners.watchStreams(dataPlane.telemetry::describe);
    dataPlane.xds.start();
    dataPlane.report.start();
    dataPlane.announce(config, console);
    return dataPlane;
  }

  /**
   * Drains and stops: readiness fails, after the delay the listening sockets close, requests in
   * flight have the drain timeout, then the last spans are sent.
   */
  @Override
  public void close() {
    lifecycle.drain();
    log.atInfo()
        .addKeyValue("delay_ms", drain.delay().toMillis())
        .addKeyValue("timeout_ms", drain.timeout().toMillis())
        .log("draining");
    pause(drain.delay());
    xds.close();
    listeners.drain(drain.timeout()).join();
    telemetry.close(LAST_EXPORTS);
    report.close();
    listeners.close();
    clusters.close();
    loops.close();
    admin.close();
    try {
      state.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("state directory was not unlocked");
    }
    log.atInfo().log("stopped");
  }

  private void apply(ProxyConfig config) {
    runtime.apply(config);
    lifecycle.applied();
    report.configurationChanged();
  }

  private void announce(DataPlaneConfig config, Consumer<String> console) {
    console.accept("admin: " + admin.adminUrl());
    console.accept("metrics: " + admin.metricsUrl());
    console.accept("readiness: " + admin.readinessUrl());
    log.atInfo()
        .addKeyValue("id", state.id())
        .addKeyValue("gateways", String.join(",", config.node().gateways()))
        .addKeyValue("control_planes", String.join(",", config.controlPlanes()))
        .addKeyValue("threads", loops.size())
        .addKeyValue("transport", loops.transport())
        .addKeyValue("state", state.path())
        .log("data plane started");
  }

  private static XdsSettings xdsSettings(DataPlaneConfig config, StateDirectory state) {
    return new XdsSettings(
        state.id(),
        config.node().gateways(),
        config.controlPlanes(),
        trust(config),
        Optional.of(state.path()),
        Version.TEXT,
        XdsSettings.Timing.DEFAULT);
  }

  private static ControlPlaneTrust trust(DataPlaneConfig config) {
    DataPlaneConfig.Trust told = config.trust();
    return new ControlPlaneTrust(told.authorities(), told.token(), told.serverName());
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
