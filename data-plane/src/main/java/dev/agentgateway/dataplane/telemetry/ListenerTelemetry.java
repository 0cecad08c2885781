package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.telemetry.accesslog.AccessLogPolicy;
import dev.agentgateway.dataplane.telemetry.metrics.MetricLabels;
import org.jspecify.annotations.Nullable;

/**
 * The frontend policies of a Gateway listener, compiled. Immutable; shared by event loops.
 *
 * @param contents what of the contents of messages they name
 */
record ListenerTelemetry(
    @Nullable TracingPolicy tracing,
    @Nullable AccessLogPolicy accessLog,
    @Nullable MetricLabels labels,
    Contents contents) {
  static final ListenerTelemetry NONE = new ListenerTelemetry(null, null, null, Contents.NONE);

  static ListenerTelemetry of(
      @Nullable TracingPolicy tracing,
      @Nullable AccessLogPolicy accessLog,
      @Nullable MetricLabels labels) {
    Contents contents = tracing == null ? Contents.NONE : tracing.contents();
    contents = accessLog == null ? contents : contents.or(accessLog.contents());
    contents = labels == null ? contents : contents.or(labels.contents());
    return new ListenerTelemetry(tracing, accessLog, labels, contents);
  }

  /** Whether the bodies of a request are to be kept. */
  boolean wantsBodies(boolean sampled) {
    return (contents.requestBody() || contents.responseBody()) && (sampled || hasMore());
  }

  /** Whether something besides tracing happens when a request ends. */
  boolean hasMore() {
    return accessLog != null || labels != null;
  }
}
