package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.traces.Protocol;
import dev.agentgateway.controlplane.view.OpenStreams;
import dev.agentgateway.controlplane.view.ProxyView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A response under way.
 *
 * @param run path of its run; empty: it belongs to none
 */
public record StreamRow(
    String protocol,
    String operation,
    String route,
    String age,
    String sent,
    String proxy,
    String run) {

  /**
   * Those of some proxies that are shown.
   *
   * @param count how many there are
   */
  public record Streams(long count, List<StreamRow> oldest) {}

  static Streams of(List<ProxyView> proxies, int shown, Instant now) {
    return new Streams(
        OpenStreams.count(proxies),
        OpenStreams.oldest(proxies).stream()
            .limit(shown)
            .map(carried -> row(carried.proxy(), carried.stream(), now))
            .toList());
  }

  private static StreamRow row(String proxy, OpenStreams.OpenStream stream, Instant now) {
    Duration age = Duration.between(stream.startedAt(), now);
    return new StreamRow(
        Protocol.of(stream.protocol()).map(CallWords::protocol).orElse(stream.protocol()),
        stream.operation().isEmpty() ? stream.backend() : stream.operation(),
        stream.route(),
        Words.age(age.isNegative() ? Duration.ZERO : age),
        Words.bytes(stream.bytes()),
        proxy,
        stream.session().isEmpty() ? "" : RunsModel.path(stream.session()));
  }
}
