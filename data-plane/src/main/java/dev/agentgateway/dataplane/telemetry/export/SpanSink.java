package dev.agentgateway.dataplane.telemetry.export;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where the spans of one tracing policy with one resource go. Each event loop has a buffer of its
 * own in it.
 */
public final class SpanSink {
  private final Exporter exporter;
  private final byte[] resource;
  private final Ledger ledger;
  private final SpanTap tap;
  private final List<SpanBuffer> buffers = new CopyOnWriteArrayList<>();

  SpanSink(Exporter exporter, byte[] resource, Ledger ledger, SpanTap tap) {
    this.exporter = exporter;
    this.resource = resource;
    this.ledger = ledger;
    this.tap = tap;
  }

  /** A buffer for one event loop. */
  public SpanBuffer newBuffer() {
    SpanBuffer buffer = new SpanBuffer(exporter, resource, ledger, tap);
    ledger.add(buffer);
    buffers.add(buffer);
    return buffer;
  }

  Exporter exporter() {
    return exporter;
  }

  void flush() {
    for (SpanBuffer buffer : buffers) {
      buffer.flush();
    }
  }

  /** Whether no span is open. */
  boolean isClosed() {
    for (SpanBuffer buffer : buffers) {
      if (buffer.endedCount() != buffer.startedCount()) {
        return false;
      }
    }
    return true;
  }

  /** Keeps the counts and nothing else. */
  void forget() {
    for (SpanBuffer buffer : buffers) {
      buffer.flush();
      buffer.release();
    }
    ledger.retire(new ArrayList<>(buffers));
  }
}
