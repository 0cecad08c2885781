package dev.agentgateway.controlplane;

import static java.util.Objects.requireNonNull;

import dev.agentgateway.controlplane.ads.AdsService;
import dev.agentgateway.controlplane.ads.Nack;
import dev.agentgateway.controlplane.ads.ProxyRegistry;
import dev.agentgateway.controlplane.ads.StreamEvents;
import dev.agentgateway.controlplane.ads.XdsServer;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Listeners;
import dev.agentgateway.controlplane.bootstrap.StateDirectory;
import dev.agentgateway.controlplane.dashboard.Dashboard;
import dev.agentgateway.controlplane.metrics.Metrics;
import dev.agentgateway.controlplane.metrics.MetricsPage;
import dev.agentgateway.controlplane.report.ReportRegistry;
import dev.agentgateway.controlplane.report.ReportService;
import dev.agentgateway.controlplane.restapi.Api;
import dev.agentgateway.controlplane.sealing.SealingKeyStore;
import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import dev.agentgateway.controlplane.source.Source;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.StatusStore;
import dev.agentgateway.controlplane.traces.OtlpReceiver;
import dev.agentgateway.controlplane.traces.Runs;
import dev.agentgateway.controlplane.traces.SpanForwarder;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.translation.TranslationOptions;
import dev.agentgateway.controlplane.translation.Translator;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.web.WebRoute;
import dev.agentgateway.controlplane.web.WebServer;
import dev.agentgateway.controlplane.xds.XdsEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane: source, translation, xDS, and everything that shows what became of them.
 *
 * <p><b>Threading</b>: the source has one thread and hands its newest update to the pipeline's
 * thread, which translates and publishes. Whoever serves or shows something reads values published
 * by volatile writes.
 */
final class ControlPlane implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

  /** Of this build, from the jar or as the launcher says. */
  private static final String VERSION =
      Objects.requireNonNullElseGet(
          ControlPlane.class.getPackage().getImplementationVersion(),
          () -> System.getProperty("agentgateway.version", "dev"));

  private static final String KEPT_OBJECTS = "objects.jsonl";
  private static final Duration BETWEEN_TRANSLATIONS = Duration.ofMillis(40);
  private static final Duration BETWEEN_REFUSALS = Duration.ofMillis(50);
  private static final long TRACE_STORE_BYTES = 64L << 20;

  private final Optional<Path> stateDir;
  private final Listeners listeners;
  private final Optional<Cluster> cluster;
  private final Source source;
  private final Pipeline<SourceUpdate> pipeline;
  private final Translator translator;
  private final XdsEncoder encoder = new XdsEncoder();
  private final KeyRotation keyRotation = new KeyRotation();
  private final SnapshotStore snapshots = new SnapshotStore();
  private final AdsService ads;
  private final XdsSecurity security;
  private final XdsServer xdsServer;

  private final StatusStore statuses = new StatusStore(Clock.systemUTC());
  private final ProxyViews proxies;
  private final Pipeline<Boolean> refusals;

  private final Optional<SpanForwarder> forwarder;
  private final OtlpReceiver otlpReceiver;
  private final ControlPlaneView view;
  private final Metrics metrics = new Metrics();
  private final Dashboard dashboard;
  private final WebServer webServer;
  private final Optional<WebServer> metricsServer;

  private @Nullable StateDirectory state;
  private volatile @Nullable SealingKeyStore sealingKeys;
  private volatile SourceUpdate update =
      new SourceUpdate(DesiredState.empty(), List.of(), false, Optional.empty());
  private volatile Translation translation = Translation.EMPTY;

  ControlPlane(ControlPlaneConfig config) {
    Clock clock = Clock.systemUTC();
    listeners = config.listeners();
    stateDir = config.stateDir();

    // Rightwards: desired state.
    boolean provisions = config.directory().isEmpty() && config.proxies().image().isPresent();
    translator =
        new Translator(
            new TranslationOptions(config.controllerName(), config.gatewayAddresses(), provisions));
    // Files are edited by hand, and an edit is to be served at once.
    Duration between = config.directory().isPresent() ? Duration.ZERO : BETWEEN_TRANSLATIONS;
    pipeline = new Pipeline<>("pipeline", between, this::apply);
    cluster =
        config.directory().isPresent()
            ? Optional.empty()
            : Optional.of(
                new Cluster(
                    config,
                    pipeline,
                    statuses::current,
                    () -> update.state(),
                    () -> translation,
                    this::unprovisioned));
    source =
        config
            .directory()
            .<Source>map(directory -> new FileSource(directory, pipeline))
            .orElseGet(() -> cluster.orElseThrow().source());
    ProxyRegistry connected = new ProxyRegistry();
    refusals = new Pipeline<>("refusals", BETWEEN_REFUSALS, _ -> collectRefusals());
    ads =
        new AdsService(
            "agentgateway-java " + VERSION, snapshots, connected, new CountedStreams(), clock);
    ReportRegistry reported = new ReportRegistry(clock);
    security = cluster.map(Cluster::security).orElseGet(() -> XdsSecurity.of(config.xdsTls()));
    xdsServer =
        new XdsServer(
            listeners.xds(),
            security.credentials(),
            security.interceptors(),
            List.of(ads, new ReportService(reported)));

    // Leftwards: what proxies refuse.
    proxies = new ProxyViews(connected, reported);
    connected.watch(() -> refusals.accept(true));
    reported.watch(() -> refusals.accept(true));

    // Beside it: traces and what people look at.
    TraceStore traces = new TraceStore(TRACE_STORE_BYTES);
    forwarder = config.traces().forwardTo().map(url -> new SpanForwarder(url, clock));
    otlpReceiver = new OtlpReceiver(listeners.otlpGrpc(), listeners.otlpHttp(), traces, forwarder);
    view =
        new ControlPlaneView(
            () -> update,
            () -> translation,
            statuses::current,
            proxies::proxies,
            () -> ServedResources.of(snapshots),
            new LiveExplainer(reported, () -> translation, () -> update.state()));
    metrics.watchTrust(security::certificateExpires, security::refused);
    MetricsPage metricsPage = new MetricsPage(VERSION, metrics, view, traces, forwarder);
    Runs runs = new Runs(traces);
    Api api = new Api(view, traces, runs, metricsPage, clock);
    dashboard = new Dashboard(VERSION, view, traces, runs, config.traces().url(), clock);
    List<WebRoute> pages =
        Stream.concat(api.routes().stream(), dashboard.routes().stream()).toList();
    webServer = new WebServer(listeners.dashboard(), Set.of(), pages);
    metricsServer =
        listeners.metrics().map(address -> WebServer.openToEveryName(address, api.health()));
  }

  /**
   * Opens its state and every port, then reads the source.
   *
   * @throws StartException naming the directory, port or class and the flag to change it
   */
  void start() throws StartException {
    if (cluster.isPresent()) {
      cluster.get().checkClass();
    }
    SealingKeyStore keys = openState();
    sealingKeys = keys;
    keyRotation.start(keys::isChangeDue, pipeline::repeat);
    forwarder.ifPresent(SpanForwarder::start);
    refusals.start();
    pipeline.start();
    if (receivesTraces()) {
      open("--otlp-grpc-port", listeners.otlpGrpc(), otlpReceiver::startGrpc);
      open("--otlp-http-port", listeners.otlpHttp(), otlpReceiver::startHttp);
    }
    dashboard.start();
    open("--dashboard-port", listeners.dashboard(), webServer::start);
    if (metricsServer.isPresent()) {
      open("--metrics-port", listeners.metrics().orElseThrow(), metricsServer.get()::start);
    }
    security.start(() -> cluster.ifPresent(Cluster::translated));
    open("--xds-port", listeners.xds(), xdsServer::start);
    cluster.ifPresent(Cluster::start);
    source.start(requireNonNull(state, "not started").path().resolve(KEPT_OBJECTS));
  }

  /** On a cluster, traces go to the collector alone. */
  private boolean receivesTraces() {
    return cluster.isEmpty();
  }

  /** What to tell who started it. */
  List<String> urls() {
    List<String> urls = new ArrayList<>();
    urls.add("dashboard  http://" + at(listeners.dashboard(), webServer.port()) + "/");
    listeners
        .metrics()
        .ifPresent(
            address ->
                urls.add(
                    "metrics    http://"
                        + at(address, metricsServer.orElseThrow().port())
                        + "/metrics"));
    String tls = security.isOn() ? " (TLS)" : "";
    urls.add("xDS        " + at(listeners.xds(), xdsServer.port()) + tls);
    if (receivesTraces()) {
      urls.add("OTLP/gRPC  http://" + at(listeners.otlpGrpc(), otlpReceiver.grpcPort()));
      urls.add(
          "OTLP/HTTP  http://" + at(listeners.otlpHttp(), otlpReceiver.httpPort()) + "/v1/traces");
    }
    return urls;
  }

  /** The port that proxies connect to, once started. */
  int xdsPort() {
    return xdsServer.port();
  }

  /** What can be shown. */
  ControlPlaneView view() {
    return view;
  }

  /** Stops serving; proxies keep what they have. */
  @Override
  public void close() {
    keyRotation.close();
    source.close();
    cluster.ifPresent(Cluster::close);
    pipeline.close();
    xdsServer.close();
    ads.close();
    security.close();
    webServer.close();
    metricsServer.ifPresent(WebServer::close);
    dashboard.close();
    refusals.close();
    otlpReceiver.close();
    forwarder.ifPresent(SpanForwarder::close);
    closeState();
  }

  private SealingKeyStore openState() throws StartException {
    try {
      StateDirectory opened = StateDirectory.open(stateDir, System.getenv());
      state = opened;
      Clock clock = Clock.systemUTC();
      return cluster.isPresent()
          ? cluster.get().sealingKeys(clock)
          : SealingKeyStore.open(opened.path(), clock);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private void closeState() {
    StateDirectory closing = state;
    state = null;
    try {
      if (closing != null) {
        closing.close();
      }
    } catch (IOException e) {
      log.atWarn().setCause(e).log("state directory cannot be released");
    }
  }

  /** On the pipeline's thread. */
  private void apply(SourceUpdate newest) {
    boolean first = newest.synced() && !update.synced();
    if (newest.synced()) {
      long startedNanos = System.nanoTime();
      Translation translated = translator.translate(newest.state());
      metrics.translated(Duration.ofNanos(System.nanoTime() - startedNanos));
      // Proxies before people: publishing to them is what a change waits for.
      SealingKeyStore keys = requireNonNull(sealingKeys, "not started");
      snapshots.publish(encoder.encode(translated.gateways(), keys::keys));
      translation = translated;
      Set<ObjectRef> changed = statuses.translated(translated);
      cluster.ifPresent(each -> each.changed(changed));
    }
    update = newest;
    cluster.ifPresent(Cluster::translated);
    if (first) {
      log.atInfo()
          .addKeyValue("objects", newest.state().objects().size())
          .addKeyValue("gateways", translation.gateways().size())
          .log("source read, serving");
    }
  }

  /** Counts what happens on xDS streams, on their threads. */
  private final class CountedStreams implements StreamEvents {
    @Override
    public void refused(Nack nack) {
      metrics.refused(shortName(nack.typeUrl()));
      refusals.accept(true);
    }

    @Override
    public void sent(String typeUrl, int resources) {
      metrics.pushed(shortName(typeUrl), resources);
    }

    @Override
    public void acknowledged(String typeUrl, Duration after) {
      metrics.acknowledged(shortName(typeUrl), after);
    }

    private static String shortName(String typeUrl) {
      return typeUrl.substring(typeUrl.lastIndexOf('.') + 1);
    }
  }

  /** On the provisioner's thread. */
  private void unprovisioned(Map<ObjectRef, String> gateways) {
    Set<ObjectRef> changed = statuses.unprovisioned(gateways);
    cluster.ifPresent(each -> each.changed(changed));
  }

  private void collectRefusals() {
    Set<ObjectRef> changed = statuses.refused(proxies.refusals());
    cluster.ifPresent(each -> each.changed(changed));
  }

  private interface Opening {
    void open() throws IOException;
  }

  private static void open(String flag, InetSocketAddress address, Opening server)
      throws StartException {
    try {
      server.open();
    } catch (IOException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new StartException(
          "port %d of %s cannot be opened: %s (expected: a free port; another one is set with %s)"
              .formatted(
                  address.getPort(),
                  address.getAddress().getHostAddress(),
                  cause.getMessage(),
                  flag),
          e);
    }
  }

  private static String at(InetSocketAddress address, int port) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
