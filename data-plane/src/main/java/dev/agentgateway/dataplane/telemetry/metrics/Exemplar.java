package dev.agentgateway.dataplane.telemetry.metrics;

import java.util.HexFormat;

/**
 * One measured value and the trace that it was measured in.
 *
 * @param epochNanos Unix time
 */
record Exemplar(double value, long traceHigh, long traceLow, long epochNanos) {
  private static final HexFormat HEX = HexFormat.of();

  String traceId() {
    return HEX.toHexDigits(traceHigh) + HEX.toHexDigits(traceLow);
  }
}
