package dev.agentgateway.dataplane.report;

import dev.agentgateway.api.v1.AcceptedResources;
import dev.agentgateway.api.v1.ProxyState;
import dev.agentgateway.api.v1.RejectedResource;
import dev.agentgateway.dataplane.xds.ResourceType;
import dev.agentgateway.dataplane.xds.XdsStatus;
import dev.agentgateway.dataplane.xds.XdsStatus.TypeStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds the state that is reported; parts that did not change are built once. */
final class StateReport {

  /**
   * A state as it may be sent.
   *
   * @param resources equal for two states with the same resources
   * @param full the state with its resources
   * @param brief the state without them, for a receiver that has them
   */
  record Report(long resources, ProxyState full, ProxyState brief) {}

  private final ReportSources sources;
  private final Map<ResourceType, Built> built = new EnumMap<>(ResourceType.class);
  private long resources;

  StateReport(ReportSources sources) {
    this.sources = sources;
  }

  /** Messages of one type, and the status that they were built of. */
  private record Built(
      TypeStatus of, AcceptedResources accepted, List<RejectedResource> rejected) {}

  Report build() {
    return build(false);
  }

  /** The report after which there is none. */
  Report last() {
    return build(true);
  }

  private Report build(boolean last) {
    XdsStatus xds = sources.xds().get();
    ReportSources.Streams streams = sources.streams().get();
    ProxyState.Builder state =
        ProxyState.newBuilder()
            .setLedger(sources.ledger().get())
            .setLoad(sources.load().get())
            .addAllSampling(sources.sampling().get())
            .setOpenStreams(streams.total())
            .addAllOldestStreams(streams.oldest())
            .setStale(xds.stale())
            .setDraining(sources.draining().getAsBoolean())
            .setLast(last);
    ProxyState brief = state.setResourcesUnchanged(true).build();
    state.setResourcesUnchanged(false);
    if (built.keySet().retainAll(xds.types().keySet())) {
      resources++;
    }
    xds.types()
        .forEach(
            (type, status) -> {
              Built messages = built(type, status);
              state.addAccepted(messages.accepted()).addAllRejected(messages.rejected());
            });
    return new Report(resources, state.build(), brief);
  }

  /** A type's status is replaced when it changes, so that the same object says the same. */
  @SuppressWarnings("ReferenceEquality")
  private Built built(ResourceType type, TypeStatus status) {
    Built known = built.get(type);
    if (known != null && known.of() == status) {
      return known;
    }
    AcceptedResources.Builder accepted = AcceptedResources.newBuilder().setTypeUrl(type.typeUrl());
    status.accepted().forEach((name, each) -> accepted.putVersions(name, each.version()));
    List<RejectedResource> rejected = new ArrayList<>();
    status
        .rejected()
        .forEach(
            (name, each) ->
                rejected.add(
                    RejectedResource.newBuilder()
                        .setTypeUrl(type.typeUrl())
                        .setName(name)
                        .setReason(each.reason())
                        .build()));
    Built fresh = new Built(status, accepted.build(), List.copyOf(rejected));
    built.put(type, fresh);
    resources++;
    return fresh;
  }
}
