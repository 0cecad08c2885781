package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.exchange.UnreadBody;
import java.util.concurrent.atomic.AtomicLong;

/** Bodies that were not read, of one kind and through one route. */
final class UnreadSeries implements CallSeries {
  private final String labels;
  private final AtomicLong count = new AtomicLong();

  UnreadSeries(Key key) {
    this.labels = key.text();
  }

  void add() {
    count.setOpaque(count.getPlain() + 1);
  }

  @Override
  public void forEachHistogram(HistogramReader reader) {
    // It only counts.
  }

  @Override
  public void forEachCounter(CounterReader reader) {
    reader.read(Family.AGENT_BODIES_UNREAD, labels, (double) count.getOpaque());
  }

  /** What these bodies have in common. */
  record Key(RouteLabels route, UnreadBody kind) {
    String text() {
      return String.join(
          ",",
          label("protocol", kind.protocol()),
          label("body", kind.body()),
          label("reason", kind.reason()),
          route.text());
    }
  }
}
