package dev.agentgateway.dataplane.telemetry.metrics;

/** Writes some families of metrics whenever they are scraped. */
@FunctionalInterface
public interface MetricSource {

  /** Called on any thread; must not block. */
  void write(PrometheusText out);
}
