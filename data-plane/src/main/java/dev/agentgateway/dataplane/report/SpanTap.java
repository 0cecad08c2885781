package dev.agentgateway.dataplane.report;

import java.util.function.Consumer;

/** A source of finished traces that costs nothing while nobody watches. */
public interface SpanTap {

  /** No spans. */
  SpanTap NONE =
      new SpanTap() {
        @Override
        public void open(Consumer<byte[]> sink) {}

        @Override
        public void close() {}
      };

  /**
   * Starts handing each finished trace, after {@code filter}, to the sink as bytes of an OTLP
   * {@code ExportTraceServiceRequest}. The sink never blocks and may be called from any thread.
   * Opened and closed alternately.
   */
  void open(Consumer<byte[]> sink);

  /** Stops what {@link #open} started. */
  void close();
}
