package dev.agentgateway.dataplane;

import dev.agentgateway.api.v1.OpenStream;
import dev.agentgateway.api.v1.ProxyLoad;
import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.SamplingCount;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig;
import dev.agentgateway.dataplane.exchange.OpenStreams;
import dev.agentgateway.dataplane.listener.ListenerStats;
import dev.agentgateway.dataplane.report.ReportSources;
import dev.agentgateway.dataplane.report.SpanTap;
import dev.agentgateway.dataplane.telemetry.Telemetry;
import dev.agentgateway.dataplane.upstream.ClusterStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What reports say of this process, in the words of the report service. */
final class Reporting {
  private static final Logger log = LoggerFactory.getLogger(Reporting.class);

  private Reporting() {}

  static ProxyNode node(String id, DataPlaneConfig config, String adminAddress) {
    ProcessHandle process = ProcessHandle.current();
    long startedAt =
        process
            .info()
            .startInstant()
            .map(Instant::toEpochMilli)
            .orElseGet(System::currentTimeMillis);
    return ProxyNode.newBuilder()
        .setId(id)
        .addAllGateways(config.node().gateways())
        .setVersion(Version.TEXT)
        .setStartedAt(startedAt)
        .setAdminAddress(adminAddress)
        .setPid(process.pid())
        .build();
  }

  static ProxyLoad load(List<ListenerStats> listeners, List<ClusterStats> clusters) {
    ProxyLoad.Builder load = ProxyLoad.newBuilder();
    for (ListenerStats listener : listeners) {
      load.setRequests(load.getRequests() + listener.requests())
          .setActiveRequests(load.getActiveRequests() + listener.inFlight())
          .setActiveConnections(load.getActiveConnections() + listener.connections());
    }
    for (ClusterStats cluster : clusters) {
      load.setFailedRequests(load.getFailedRequests() + cluster.failures());
    }
    return load.build();
  }

  static List<SamplingCount> sampling(Telemetry telemetry) {
    List<SamplingCount> counts = new ArrayList<>();
    telemetry.decisions(
        (reason, sampled, requests) ->
            counts.add(
                SamplingCount.newBuilder()
                    .setReason(reason.label())
                    .setSampled(sampled)
                    .setRequests(requests)
                    .build()));
    return counts;
  }

  static ReportSources.Streams streams(OpenStreams streams) {
    return new ReportSources.Streams(
        streams.total(), streams.oldest().stream().map(Reporting::stream).toList());
  }

  private static OpenStream stream(dev.agentgateway.dataplane.exchange.OpenStream stream) {
    return OpenStream.newBuilder()
        .setGateway(stream.gateway())
        .setListener(stream.listener())
        .setRoute(stream.route())
        .setBackend(stream.backend())
        .setProtocol(stream.protocol())
        .setOperation(stream.operation())
        .setStartedAt(stream.startedAt())
        .setBytes(stream.bytes())
        .setSessionId(stream.sessionId())
        .build();
  }

  /** Finished traces of telemetry, taken while someone watches. Used on the report thread only. */
  static SpanTap spans(Telemetry telemetry) {
    return new SpanTap() {
      private @Nullable AutoCloseable watch;

      @Override
      public void open(Consumer<byte[]> sink) {
        watch = telemetry.watch(sink);
      }

      @Override
      public void close() {
        AutoCloseable open = watch;
        watch = null;
        if (open != null) {
          try {
            open.close();
          } catch (Exception e) {
            log.atWarn().setCause(e).log("watching spans did not end");
          }
        }
      }
    };
  }
}
