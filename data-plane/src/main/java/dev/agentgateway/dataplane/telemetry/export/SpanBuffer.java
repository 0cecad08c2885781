package dev.agentgateway.dataplane.telemetry.export;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The spans that one event loop ended for one policy and that no batch has taken yet.
 *
 * <p>Threading: spans are started and ended on one event loop only. The export thread takes the
 * chunk away under the lock, which is held for as long as it takes to copy a span.
 */
public final class SpanBuffer {
  private static final int CHUNK = 64 * 1024;

  private final Exporter exporter;
  private final byte[] resource;
  private final Ledger ledger;
  private final SpanTap tap;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  private final Object lock = new Object();
  private byte @Nullable [] chunk;
  private int length;
  private int spans;

  SpanBuffer(Exporter exporter, byte[] resource, Ledger ledger, SpanTap tap) {
    this.exporter = exporter;
    this.resource = resource;
    this.ledger = ledger;
    this.tap = tap;
  }

  /** A span began. */
  public void started() {
    // One writer: no need for a read-modify-write.
    started.setRelease(started.getPlain() + 1);
  }

  /** A span ended and is to be exported: the first {@code size} bytes, an encoded Span message. */
  public void ended(byte[] span, int size) {
    ended.setRelease(ended.getPlain() + 1);
    DropReason refused = append(span, size);
    if (refused != null) {
      ledger.dropped(refused, 1);
    } else if (tap.isWatched()) {
      tap.offer(resource, span, size);
    }
  }

  /** Spans ended and are not to be exported. */
  public void dropped(DropReason reason, int count) {
    ended.setRelease(ended.getPlain() + count);
    ledger.dropped(reason, count);
  }

  long startedCount() {
    return started.getAcquire();
  }

  long endedCount() {
    return ended.getAcquire();
  }

  /** Queues what is here. Called on the export thread. */
  void flush() {
    SpanChunk taken;
    synchronized (lock) {
      byte[] current = chunk;
      if (current == null || length == 0) {
        return;
      }
      // A small remainder is copied; the event loop goes on with its array.
      if (length < current.length / 2 && exporter.refusal() == null && exporter.reserve(length)) {
        taken = new SpanChunk(resource, Arrays.copyOf(current, length), length, spans, length);
      } else {
        taken = new SpanChunk(resource, current, length, spans, current.length);
        chunk = null;
      }
      length = 0;
      spans = 0;
      exporter.offer(taken);
    }
  }

  /** Gives the memory of an unused chunk back. Called on the export thread. */
  void release() {
    synchronized (lock) {
      byte[] current = chunk;
      if (current != null && length == 0) {
        chunk = null;
        exporter.release(current.length);
      }
    }
  }

  private @Nullable DropReason append(byte[] span, int size) {
    int needed = 1 + Batch.varintSize(size) + size;
    synchronized (lock) {
      // Read under the lock: what is appended before a refusal is taken by the flush after it.
      DropReason refused = exporter.refusal();
      if (refused != null) {
        return refused;
      }
      byte[] current = chunk;
      if (current != null && length + needed > current.length) {
        exporter.offer(new SpanChunk(resource, current, length, spans, current.length));
        current = null;
        chunk = null;
        length = 0;
        spans = 0;
      }
      if (current == null) {
        int capacity = Math.max(CHUNK, needed);
        if (!exporter.reserve(capacity)) {
          return DropReason.QUEUE_FULL;
        }
        current = new byte[capacity];
        chunk = current;
      }
      // ScopeSpans.spans = 2
      current[length] = 0x12;
      int at = Batch.varint(current, length + 1, size);
      System.arraycopy(span, 0, current, at, size);
      length = at + size;
      spans++;
    }
    return null;
  }
}
