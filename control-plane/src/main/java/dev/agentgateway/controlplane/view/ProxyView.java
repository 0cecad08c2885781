package dev.agentgateway.controlplane.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A proxy as the control plane knows it.
 *
 * @param id the proxy's own, {@code node.id}
 * @param kind {@code agentgateway} for ours, else what the client calls itself, such as {@code
 *     envoy}
 * @param gateways NAMESPACE/NAME of every Gateway that it serves
 * @param version of its build; may be empty
 * @param adminAddress HOST:PORT of its admin port; may be empty
 * @param pid 0: not known
 * @param presence whether it is there
 * @param types xDS state by resource type
 * @param rejected resources whose newest version it refuses
 * @param activity what it reported last; empty for a client that does not report
 */
public record ProxyView(
    String id,
    String kind,
    List<String> gateways,
    String version,
    String adminAddress,
    long pid,
    Presence presence,
    List<TypeSync> types,
    List<Rejection> rejected,
    Optional<Activity> activity) {

  public ProxyView {
    gateways = List.copyOf(gateways);
    types = List.copyOf(types);
    rejected = List.copyOf(rejected);
  }

  /** The worst state of all types. */
  public SyncState sync() {
    if (!rejected.isEmpty() || any(SyncState.REJECTED)) {
      return SyncState.REJECTED;
    }
    if (any(SyncState.PENDING)) {
      return SyncState.PENDING;
    }
    return any(SyncState.SYNCED) ? SyncState.SYNCED : SyncState.NOT_SENT;
  }

  private boolean any(SyncState state) {
    return types.stream().anyMatch(type -> type.state() == state);
  }

  /** Its responses under way; none where it does not report. */
  public OpenStreams streams() {
    return activity.map(Activity::streams).orElse(OpenStreams.NONE);
  }

  /** Whether it went without a last word: nobody knows what it did after its last report. */
  public boolean isLost() {
    return !presence.connected() && activity.isPresent() && !activity.get().last();
  }

  /** Its span ledger; empty counts where it does not report. */
  public Ledger ledger() {
    return activity.map(Activity::ledger).orElse(Ledger.EMPTY);
  }

  /**
   * Whether a proxy is there.
   *
   * @param connected an xDS or report stream is open
   * @param since when it connected or went
   * @param startedAt when its process started, where it says so
   */
  public record Presence(boolean connected, Instant since, Optional<Instant> startedAt) {}

  /**
   * xDS state of one resource type.
   *
   * @param type short name, such as {@code Listener}
   * @param version newest version sent; may be empty
   * @param resources how many it has accepted
   */
  public record TypeSync(String type, SyncState state, String version, int resources) {}

  /**
   * A resource that a proxy refuses.
   *
   * @param type short name of the resource type
   * @param name xDS resource name
   * @param reason the proxy's own words
   * @param since when it was first refused
   */
  public record Rejection(String type, String name, String reason, Instant since) {}

  /**
   * What a proxy reported last.
   *
   * @param sampling requests since its start by why they were traced or not
   * @param streams responses under way for a second or longer
   * @param stale it serves configuration from disk because no control plane answered
   * @param draining it is about to stop
   * @param last it said that it reports no more
   */
  public record Activity(
      Ledger ledger,
      Load load,
      List<Exporter> exporters,
      List<SamplingCount> sampling,
      OpenStreams streams,
      boolean stale,
      boolean draining,
      boolean last,
      Instant reportedAt) {
    public Activity {
      exporters = List.copyOf(exporters);
      sampling = List.copyOf(sampling);
    }
  }

  /**
   * Requests by why they were traced or not.
   *
   * @param reason {@code client}, {@code random}, {@code parent_not_sampled}, {@code
   *     malformed_parent}, {@code no_policy}, {@code no_decision} or {@code expression_error}
   */
  public record SamplingCount(String reason, boolean sampled, long requests) {}

  /** Requests and connections, the first and last counted since the start. */
  public record Load(
      long requests, long activeRequests, long activeConnections, long failedRequests) {}

  /**
   * A collector as a proxy sees it.
   *
   * @param policy NAMESPACE/NAME of the policy that names it
   * @param lastError empty: none
   */
  public record Exporter(
      String policy,
      String cluster,
      Optional<Instant> lastSuccess,
      Optional<Instant> lastFailure,
      String lastError) {
    /** Whether the newest attempt failed. */
    public boolean failing() {
      return lastFailure.isPresent()
          && (lastSuccess.isEmpty() || lastSuccess.get().isBefore(lastFailure.get()));
    }
  }
}
