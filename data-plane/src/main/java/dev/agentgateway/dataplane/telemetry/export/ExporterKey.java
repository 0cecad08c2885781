package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.TracingConfig.Collector;

/**
 * What has a queue of its own.
 *
 * @param policy NAMESPACE/NAME
 * @param collector where its spans go
 */
record ExporterKey(String policy, Collector collector) {

  /** The collector's cluster; empty where there is none. */
  String cluster() {
    return switch (collector) {
      case Collector.Otlp otlp -> otlp.cluster();
      case Collector.Invalid _ -> "";
    };
  }
}
