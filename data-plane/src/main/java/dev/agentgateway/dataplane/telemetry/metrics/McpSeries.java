package dev.agentgateway.dataplane.telemetry.metrics;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.dataplane.exchange.AgentCall.Side;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** MCP operations that are alike. */
final class McpSeries implements CallSeries {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Key key;
  private final Family family;
  private final String labels;
  private final Histogram duration;
  private final AtomicLong count = new AtomicLong();

  McpSeries(Key key) {
    this.key = key;
    this.family =
        switch (key.side()) {
          case SERVER -> Family.MCP_SERVER_DURATION;
          case CLIENT -> Family.MCP_CLIENT_DURATION;
        };
    this.labels = key.durationText();
    this.duration = new Histogram(family.bounds());
  }

  void add(long nanos, @Nullable TraceParent trace, long endEpochNanos) {
    duration.add(nanos / NANOS_PER_SECOND, trace, endEpochNanos);
    count.setOpaque(count.getPlain() + 1);
  }

  @Override
  public void forEachHistogram(HistogramReader reader) {
    reader.read(family, labels, duration);
  }

  @Override
  public void forEachCounter(CounterReader reader) {
    if (key.side() == Side.SERVER) {
      reader.read(Family.MCP_REQUESTS, key.requestText(), (double) count.getOpaque());
    }
  }

  /**
   * What operations have in common.
   *
   * @param resourceType {@code tool}, {@code prompt}, {@code resource} or empty
   * @param resource name of the tool or prompt; may be empty
   * @param server name of the target; may be empty
   * @param errorType may be empty
   * @param added labels of a policy; may be empty
   */
  record Key(
      Side side,
      RouteLabels route,
      String method,
      String resourceType,
      String resource,
      String server,
      String errorType,
      String added) {

    String requestText() {
      return with(
          String.join(
              ",",
              label("method", method),
              label("resource_type", RouteLabels.known(resourceType)),
              label("server", RouteLabels.known(server)),
              label("resource", RouteLabels.known(resource)),
              route.text()));
    }

    String durationText() {
      return with(
          String.join(
              ",",
              label("mcp_method_name", method),
              label("gen_ai_tool_name", resourceType.equals("tool") ? resource : ""),
              label("error_type", errorType),
              label("server", RouteLabels.known(server)),
              route.text()));
    }

    private String with(String text) {
      return added.isEmpty() ? text : text + "," + added;
    }
  }
}
