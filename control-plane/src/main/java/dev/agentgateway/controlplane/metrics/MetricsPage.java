package dev.agentgateway.controlplane.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.traces.SpanForwarder;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.Ledger;
import dev.agentgateway.controlplane.view.ProxyView;
import dev.agentgateway.controlplane.view.SyncState;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.List;
import java.util.Optional;

/** Everything at {@code /metrics}: what was counted and what can be seen now. */
public final class MetricsPage {

  public static final String CONTENT_TYPE = PrometheusText.CONTENT_TYPE;

  private final String version;
  private final Metrics metrics;
  private final ControlPlaneView view;
  private final TraceStore traces;
  private final Optional<SpanForwarder> forwarder;

  /**
   * A page.
   *
   * @param version of this build
   */
  public MetricsPage(
      String version,
      Metrics metrics,
      ControlPlaneView view,
      TraceStore traces,
      Optional<SpanForwarder> forwarder) {
    this.version = version;
    this.metrics = metrics;
    this.view = view;
    this.traces = traces;
    this.forwarder = forwarder;
  }

  /** Prometheus text. */
  public String text() {
    PrometheusText out = new PrometheusText();
    out.family("agentgateway_build_info", "gauge", "Always 1; the labels tell the build.");
    out.sample("agentgateway_build_info", 1, "component", "control-plane", "version", version);
    metrics.writeTo(out);
    proxies(out, view.proxies().get());
    source(out, view.source().get());
    traces(out, traces.counts());
    forwarder.ifPresent(forwarding -> forwarder(out, forwarding.state()));
    process(out);
    return out.toString();
  }

  private static void proxies(PrometheusText out, List<ProxyView> proxies) {
    String name = "agentgateway_xds_proxies";
    out.family(name, "gauge", "Proxies by state; gone: disconnected within the hour.");
    for (SyncState state : SyncState.values()) {
      long count =
          proxies.stream()
              .filter(proxy -> proxy.presence().connected() && proxy.sync() == state)
              .count();
      out.sample(name, count, "state", state.text().replace(' ', '_'));
    }
    out.sample(
        name, proxies.stream().filter(p -> !p.presence().connected()).count(), "state", "gone");
    long rejected = proxies.stream().mapToLong(proxy -> proxy.rejected().size()).sum();
    out.single(
        "agentgateway_xds_rejected_resources",
        "gauge",
        "Resources that some proxy refuses now.",
        rejected);
    Ledger total = Ledger.sum(proxies.stream().map(ProxyView::ledger).toList());
    out.family(
        "agentgateway_reported_spans", "gauge", "Sum of what the listed proxies report of spans.");
    out.sample("agentgateway_reported_spans", total.started(), "state", "started");
    out.sample("agentgateway_reported_spans", total.exported(), "state", "exported");
    out.sample("agentgateway_reported_spans", total.queued(), "state", "queued");
    out.sample("agentgateway_reported_spans", total.droppedTotal(), "state", "dropped");
    out.sample("agentgateway_reported_spans", total.open(), "state", "open");
    out.sample("agentgateway_reported_spans", total.unknown(), "state", "unknown");
  }

  private static void source(PrometheusText out, SourceUpdate source) {
    out.single(
        "agentgateway_source_synced",
        "gauge",
        "1 once everything was read.",
        source.synced() ? 1 : 0);
    out.single(
        "agentgateway_source_readable",
        "gauge",
        "1 while the source can be read.",
        source.unavailable().isEmpty() ? 1 : 0);
    out.family("agentgateway_source_problems", "gauge", "Problems in the source by severity.");
    for (SourceProblem.Severity severity : SourceProblem.Severity.values()) {
      long count = source.problems().stream().filter(p -> p.severity() == severity).count();
      out.sample("agentgateway_source_problems", count, "severity", word(severity));
    }
    out.single(
        "agentgateway_source_objects",
        "gauge",
        "Objects in the accepted state.",
        source.state().objects().size());
  }

  private static String word(SourceProblem.Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static void traces(PrometheusText out, TraceStore.Counts counts) {
    out.single(
        "agentgateway_receiver_spans_total",
        "counter",
        "Spans that the OTLP receiver took.",
        counts.receivedSpans());
    out.single(
        "agentgateway_receiver_rejected_spans_total",
        "counter",
        "Spans without a valid trace or span id.",
        counts.rejectedSpans());
    out.single(
        "agentgateway_receiver_oversized_spans_total",
        "counter",
        "Spans left out because their trace had grown too large.",
        counts.oversizedSpans());
    out.single(
        "agentgateway_receiver_evicted_traces_total",
        "counter",
        "Traces that made room for newer ones.",
        counts.evictedTraces());
    out.single("agentgateway_receiver_traces", "gauge", "Traces held.", counts.traces());
    out.single("agentgateway_receiver_bytes", "gauge", "Estimated heap held.", counts.bytes());
  }

  private static void forwarder(PrometheusText out, SpanForwarder.State state) {
    out.single(
        "agentgateway_forwarded_spans_total",
        "counter",
        "Spans that the second endpoint accepted.",
        state.forwarded());
    out.single(
        "agentgateway_forward_dropped_spans_total",
        "counter",
        "Spans that could not be forwarded.",
        state.dropped());
    out.single(
        "agentgateway_forward_queue_bytes",
        "gauge",
        "Serialised bytes that wait to be forwarded.",
        state.queuedBytes());
  }

  private static void process(PrometheusText out) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    out.single(
        "process_start_time_seconds",
        "gauge",
        "Unix time of the start.",
        runtime.getStartTime() / 1000.0);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      out.single(
          "process_cpu_seconds_total",
          "counter",
          "Processor time used.",
          Math.max(0, system.getProcessCpuTime()) / 1e9);
    }
    out.single(
        "jvm_memory_used_bytes",
        "gauge",
        "Heap in use.",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    out.single(
        "jvm_threads",
        "gauge",
        "Platform threads.",
        ManagementFactory.getThreadMXBean().getThreadCount());
  }
}
