package dev.agentgateway.controlplane;

import dev.agentgateway.api.v1.AcceptedResources;
import dev.agentgateway.api.v1.ExporterState;
import dev.agentgateway.api.v1.OpenStream;
import dev.agentgateway.api.v1.ProxyState;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.controlplane.ads.ConnectedProxy;
import dev.agentgateway.controlplane.ads.ConnectedProxy.TypeStatus;
import dev.agentgateway.controlplane.ads.ProxyRegistry;
import dev.agentgateway.controlplane.report.ReportRegistry;
import dev.agentgateway.controlplane.report.ReportedProxy;
import dev.agentgateway.controlplane.status.Nack;
import dev.agentgateway.controlplane.translation.ResourceType;
import dev.agentgateway.controlplane.view.Ledger;
import dev.agentgateway.controlplane.view.OpenStreams;
import dev.agentgateway.controlplane.view.ProxyView;
import dev.agentgateway.controlplane.view.ProxyView.Activity;
import dev.agentgateway.controlplane.view.ProxyView.Exporter;
import dev.agentgateway.controlplane.view.ProxyView.Load;
import dev.agentgateway.controlplane.view.ProxyView.Presence;
import dev.agentgateway.controlplane.view.ProxyView.Rejection;
import dev.agentgateway.controlplane.view.ProxyView.TypeSync;
import dev.agentgateway.controlplane.view.SyncState;
import dev.agentgateway.controlplane.xds.XdsType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as both of their streams tell: xDS what they were sent and refused, the report what they
 * do. A proxy is known by its node id; one that restarted is another one, since its counts began
 * anew.
 */
final class ProxyViews {

  private final ProxyRegistry connected;
  private final ReportRegistry reported;

  ProxyViews(ProxyRegistry connected, ReportRegistry reported) {
    this.connected = connected;
    this.reported = reported;
  }

  /** Connected proxies and those that departed within the hour, by id. */
  List<ProxyView> proxies() {
    Map<String, ConnectedProxy> streams = newestStreams();
    List<ProxyView> views = new ArrayList<>();
    for (ReportedProxy report : reported.proxies()) {
      ConnectedProxy stream = report.isConnected() ? streams.remove(report.node().getId()) : null;
      views.add(reporting(report, stream));
    }
    streams.values().forEach(stream -> views.add(silent(stream)));
    views.sort(Comparator.comparing(ProxyView::id).thenComparing(view -> view.presence().since()));
    return List.copyOf(views);
  }

  /** What connected proxies refuse now. */
  List<Nack> refusals() {
    List<Nack> nacks = new ArrayList<>();
    for (ProxyView proxy : proxies()) {
      if (proxy.presence().connected()) {
        for (Rejection rejection : proxy.rejected()) {
          resourceType(rejection.type())
              .ifPresent(
                  type ->
                      nacks.add(new Nack(proxy.id(), type, rejection.name(), rejection.reason())));
        }
      }
    }
    return nacks;
  }

  private Map<String, ConnectedProxy> newestStreams() {
    Map<String, ConnectedProxy> newest = new TreeMap<>();
    for (ConnectedProxy stream : connected.proxies()) {
      if (!stream.node().isEmpty()) {
        newest.merge(
            stream.node(),
            stream,
            (one, other) -> one.connectedAt().isAfter(other.connectedAt()) ? one : other);
      }
    }
    return newest;
  }

  private static ProxyView reporting(ReportedProxy report, @Nullable ConnectedProxy stream) {
    ProxyState state = report.state();
    Optional<Instant> started = instant(report.node().getStartedAt());
    Instant since =
        report
            .departedAt()
            .orElseGet(
                () -> stream == null ? started.orElse(report.reportedAt()) : stream.connectedAt());
    return new ProxyView(
        report.node().getId(),
        "agentgateway",
        report.node().getGatewaysList(),
        report.node().getVersion(),
        report.node().getAdminAddress(),
        report.node().getPid(),
        new Presence(report.isConnected(), since, started),
        stream == null ? acceptedTypes(state) : types(stream),
        rejections(stream, state, report.reportedAt()),
        Optional.of(activity(report)));
  }

  /** A client that does not report, such as a stock Envoy. */
  private static ProxyView silent(ConnectedProxy stream) {
    return new ProxyView(
        stream.node(),
        stream.kind().label(),
        stream.gateways(),
        stream.version(),
        "",
        0,
        new Presence(true, stream.connectedAt(), Optional.empty()),
        types(stream),
        rejections(stream, ProxyState.getDefaultInstance(), stream.connectedAt()),
        Optional.empty());
  }

  private static List<TypeSync> types(ConnectedProxy stream) {
    return stream.types().stream()
        .map(
            type ->
                new TypeSync(
                    shortName(type.typeUrl()),
                    sync(type),
                    type.acceptedVersion(),
                    type.resources()))
        .toList();
  }

  /** Of a proxy whose xDS stream ends at another replica. */
  private static List<TypeSync> acceptedTypes(ProxyState state) {
    List<TypeSync> types = new ArrayList<>();
    for (AcceptedResources accepted : state.getAcceptedList()) {
      boolean refused =
          state.getRejectedList().stream()
              .anyMatch(rejected -> rejected.getTypeUrl().equals(accepted.getTypeUrl()));
      types.add(
          new TypeSync(
              shortName(accepted.getTypeUrl()),
              refused ? SyncState.REJECTED : SyncState.SYNCED,
              "",
              accepted.getVersionsCount()));
    }
    return types;
  }

  private static SyncState sync(TypeStatus type) {
    if (!type.rejected().isEmpty()) {
      return SyncState.REJECTED;
    }
    return type.inSync() ? SyncState.SYNCED : SyncState.PENDING;
  }

  private static List<Rejection> rejections(
      @Nullable ConnectedProxy stream, ProxyState state, Instant reportedAt) {
    Map<String, Rejection> rejections = new TreeMap<>();
    state
        .getRejectedList()
        .forEach(
            rejected ->
                put(
                    rejections,
                    rejected.getTypeUrl(),
                    rejected.getName(),
                    rejected.getReason(),
                    reportedAt));
    if (stream != null) {
      for (TypeStatus type : stream.types()) {
        Instant since =
            type.lastNack()
                .map(dev.agentgateway.controlplane.ads.Nack::at)
                .orElse(stream.connectedAt());
        type.rejected()
            .forEach((name, reason) -> put(rejections, type.typeUrl(), name, reason, since));
      }
    }
    return List.copyOf(rejections.values());
  }

  private static void put(
      Map<String, Rejection> to, String typeUrl, String name, String reason, Instant since) {
    to.put(typeUrl + " " + name, new Rejection(shortName(typeUrl), name, reason, since));
  }

  private static Activity activity(ReportedProxy report) {
    ProxyState state = report.state();
    SpanLedger spans = state.getLedger();
    Ledger ledger =
        new Ledger(
            spans.getStarted(),
            spans.getExported(),
            spans.getQueued(),
            spans.getOpen(),
            0,
            spans.getDroppedMap());
    return new Activity(
        report.isConnected() ? ledger : ledger.departed(),
        new Load(
            state.getLoad().getRequests(),
            state.getLoad().getActiveRequests(),
            state.getLoad().getActiveConnections(),
            state.getLoad().getFailedRequests()),
        spans.getExportersList().stream().map(ProxyViews::exporter).toList(),
        state.getSamplingList().stream()
            .map(
                count ->
                    new ProxyView.SamplingCount(
                        count.getReason(), count.getSampled(), count.getRequests()))
            .toList(),
        new OpenStreams(
            state.getOpenStreams(),
            state.getOldestStreamsList().stream().map(ProxyViews::stream).toList()),
        state.getStale(),
        state.getDraining(),
        state.getLast(),
        report.reportedAt());
  }

  private static OpenStreams.OpenStream stream(OpenStream stream) {
    return new OpenStreams.OpenStream(
        stream.getGateway(),
        stream.getListener(),
        stream.getRoute(),
        stream.getBackend(),
        stream.getProtocol(),
        stream.getOperation(),
        Instant.ofEpochMilli(stream.getStartedAt()),
        stream.getBytes(),
        stream.getSessionId());
  }

  private static Exporter exporter(ExporterState exporter) {
    return new Exporter(
        exporter.getPolicy(),
        exporter.getCluster(),
        instant(exporter.getLastSuccess()),
        instant(exporter.getLastFailure()),
        exporter.getLastError());
  }

  private static Optional<Instant> instant(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static String shortName(String typeUrl) {
    return typeUrl.substring(typeUrl.lastIndexOf('.') + 1);
  }

  private static Optional<ResourceType> resourceType(String shortName) {
    return Optional.ofNullable(RESOURCE_TYPES.get(shortName));
  }

  private static final Map<String, ResourceType> RESOURCE_TYPES = resourceTypes();

  private static Map<String, ResourceType> resourceTypes() {
    Map<String, ResourceType> types = new HashMap<>();
    for (XdsType type : XdsType.values()) {
      types.put(
          shortName(type.typeUrl()),
          switch (type) {
            case CLUSTER -> ResourceType.CLUSTER;
            case ENDPOINT -> ResourceType.ENDPOINTS;
            case LISTENER -> ResourceType.LISTENER;
            case ROUTE -> ResourceType.ROUTE_CONFIGURATION;
            case VIRTUAL_HOST -> ResourceType.VIRTUAL_HOST;
            case SECRET -> ResourceType.SECRET;
          });
    }
    return Map.copyOf(types);
  }
}
