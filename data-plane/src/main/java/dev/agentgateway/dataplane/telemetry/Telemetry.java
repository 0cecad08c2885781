package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Everything that observes requests: sampling, spans, their export, metrics.
 *
 * <p>Threading: what {@link #forPort} returns is called on event loops; everything else may be
 * called from any thread.
 */
public final class Telemetry {
  public Telemetry(TelemetrySettings settings, ExportTargets targets) {}

  /** Starts the export thread. */
  public void start() {}

  /**
   * Telemetry of a port under this configuration. Compiles the expressions of its policies, which
   * takes milliseconds the first time that a text is seen; never call it on an event loop.
   */
  public RequestTelemetry forPort(ListenerConfig listener) {
    return RequestTelemetry.NONE;
  }

  /**
   * Tells which policies are in force. Queued spans of a policy that is gone, or whose backend is
   * invalid now, are dropped and counted as {@code backend_invalid}.
   */
  public void update(ProxyConfig config) {}

  /** Counts of spans so far; always adds up. */
  public SpanLedger ledger() {
    return SpanLedger.getDefaultInstance();
  }

  /** All metrics in Prometheus text format 0.0.4. */
  public String metrics() {
    return "";
  }

  /**
   * Hands finished traces, after {@code filter}, to a watcher as encoded ExportTraceServiceRequests
   * until the result is closed. A watcher that is slow misses some. Called on the export thread.
   */
  public AutoCloseable watch(Consumer<byte[]> watcher) {
    return () -> {};
  }

  /** Sends what is queued, for at most this long; what is left is dropped as {@code shutdown}. */
  public void close(Duration limit) {}
}
