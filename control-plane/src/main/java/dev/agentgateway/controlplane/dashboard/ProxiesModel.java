package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.ProxyView;
import dev.agentgateway.controlplane.view.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Proxies. */
public record ProxiesModel(List<ProxyCard> proxies) {

  /**
   * A proxy.
   *
   * @param state one word
   * @param level {@code good}, {@code warning}, {@code error} or {@code off}
   */
  public record ProxyCard(
      String id,
      String kind,
      String gateways,
      String version,
      String state,
      String level,
      String since,
      List<String> marks,
      List<TypeRow> types,
      List<ProxyView.Rejection> rejected,
      boolean reports,
      LoadRow load,
      LedgerModel spans) {}

  /** xDS state of a type. */
  public record TypeRow(String type, String state, boolean good, String version, int resources) {}

  /** Requests and connections. */
  public record LoadRow(
      String requests, String active, String connections, String failed, String admin) {}

  static ProxiesModel of(ControlPlaneView view, Instant now) {
    return new ProxiesModel(view.proxies().get().stream().map(proxy -> card(proxy, now)).toList());
  }

  private static ProxyCard card(ProxyView proxy, Instant now) {
    boolean here = proxy.presence().connected();
    List<String> marks = new ArrayList<>();
    proxy
        .activity()
        .ifPresent(
            activity -> {
              if (activity.stale()) {
                marks.add("serves from disk");
              }
              if (activity.draining()) {
                marks.add("draining");
              }
            });
    if (proxy.isLost()) {
      marks.add("gone without a last word");
    }
    ProxyView.Load load =
        proxy.activity().map(ProxyView.Activity::load).orElse(new ProxyView.Load(0, 0, 0, 0));
    return new ProxyCard(
        proxy.id(),
        proxy.kind(),
        String.join(", ", proxy.gateways()),
        proxy.version(),
        here ? proxy.sync().text() : "gone",
        here ? level(proxy.sync()) : "off",
        (here ? "connected " : "left ") + Words.ago(proxy.presence().since(), now),
        marks,
        proxy.types().stream().map(ProxiesModel::type).toList(),
        proxy.rejected(),
        proxy.activity().isPresent(),
        new LoadRow(
            Words.count(load.requests(), "request"),
            Words.count(load.activeRequests()),
            Words.count(load.activeConnections(), "connection"),
            Words.count(load.failedRequests()),
            proxy.adminAddress()),
        LedgerModel.of(proxy.ledger()));
  }

  private static TypeRow type(ProxyView.TypeSync type) {
    return new TypeRow(
        type.type(),
        type.state().text(),
        type.state() == SyncState.SYNCED,
        type.version(),
        type.resources());
  }

  private static String level(SyncState state) {
    return switch (state) {
      case SYNCED -> "good";
      case PENDING, NOT_SENT -> "warning";
      case REJECTED -> "error";
    };
  }
}
