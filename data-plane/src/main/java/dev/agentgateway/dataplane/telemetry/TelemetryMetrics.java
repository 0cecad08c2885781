package dev.agentgateway.dataplane.telemetry;

import static dev.agentgateway.dataplane.telemetry.metrics.PrometheusText.label;

import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.telemetry.export.ExportMetrics;
import dev.agentgateway.dataplane.telemetry.export.Exports;
import dev.agentgateway.dataplane.telemetry.metrics.PrometheusText;
import dev.agentgateway.dataplane.telemetry.span.SpanProblems;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Metrics of telemetry itself: the ledger, exports, what went wrong with attributes. */
final class TelemetryMetrics {
  private TelemetryMetrics() {}

  static void write(
      PrometheusText out, TelemetrySettings settings, Exports exports, SpanProblems problems) {
    out.family("agentgateway_build_info", PrometheusText.Type.GAUGE, "Version of this proxy.");
    out.sample(label("tag", settings.version()), 1);
    SpanLedger ledger = exports.ledger();
    single(
        out,
        "agentgateway_spans_started_total",
        PrometheusText.Type.COUNTER,
        "Spans that began.",
        ledger.getStarted());
    single(
        out,
        "agentgateway_spans_exported_total",
        PrometheusText.Type.COUNTER,
        "Spans that a collector took.",
        ledger.getExported());
    out.family(
        "agentgateway_spans_dropped_total",
        PrometheusText.Type.COUNTER,
        "Spans that are not exported, by reason.");
    new TreeMap<>(ledger.getDroppedMap())
        .forEach((reason, count) -> out.sample(label("reason", reason), count));
    single(
        out,
        "agentgateway_spans_queued",
        PrometheusText.Type.GAUGE,
        "Spans that ended and wait for a collector.",
        ledger.getQueued());
    single(
        out,
        "agentgateway_spans_open",
        PrometheusText.Type.GAUGE,
        "Spans of requests in flight.",
        ledger.getOpen());
    single(
        out,
        "agentgateway_spans_queued_bytes",
        PrometheusText.Type.GAUGE,
        "Memory of spans that wait for a collector.",
        exports.memory());
    writeExports(out, exports.metrics(), ledger);
    single(
        out,
        "agentgateway_expression_errors_total",
        PrometheusText.Type.COUNTER,
        "Evaluations of CEL expressions of tracing policies that failed.",
        problems.expressionErrors().sum());
    single(
        out,
        "agentgateway_attributes_truncated_total",
        PrometheusText.Type.COUNTER,
        "Span attribute values that were cut at 2 KiB.",
        problems.truncated().sum());
  }

  private static void writeExports(PrometheusText out, ExportMetrics metrics, SpanLedger ledger) {
    out.family(
        "agentgateway_span_exports_total",
        PrometheusText.Type.COUNTER,
        "Export requests by what came of them.");
    out.sample(label("result", "accepted"), metrics.accepted());
    out.sample(label("result", "retried"), metrics.retried());
    out.sample(label("result", "refused"), metrics.refused());
    out.family(
        "agentgateway_span_export_duration_seconds",
        PrometheusText.Type.HISTOGRAM,
        "Time from sending an export request to its answer.");
    out.histogram(
        "",
        ExportMetrics.bounds(),
        metrics.buckets(),
        metrics.nanos() / (double) TimeUnit.SECONDS.toNanos(1));
    out.family(
        "agentgateway_span_export_last_success_timestamp_seconds",
        PrometheusText.Type.GAUGE,
        "Unix time of the last export that a policy's collector took; 0: never.");
    ledger
        .getExportersList()
        .forEach(
            exporter ->
                out.sample(
                    String.join(
                        ",",
                        label("policy", exporter.getPolicy()),
                        label("cluster", exporter.getCluster())),
                    exporter.getLastSuccess() / 1000.0));
  }

  private static void single(
      PrometheusText out, String name, PrometheusText.Type type, String help, long value) {
    out.family(name, type, help);
    out.sample("", value);
  }
}
