package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.api.v1.SpanLedger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what became of every span: started = exported + queued + open + dropped.
 *
 * <p>Threading: event loops count starts and ends in {@link SpanBuffer}s of their own, everybody
 * else counts outcomes here. An outcome is counted after the end, an end after the start, and a
 * snapshot reads them in the opposite order, so that no difference is ever negative.
 */
final class Ledger {
  private final AtomicLong exported = new AtomicLong();
  private final Map<DropReason, AtomicLong> dropped = new EnumMap<>(DropReason.class);
  private final Object lock = new Object();
  private final List<SpanBuffer> buffers = new ArrayList<>();
  private long retiredStarted;

  Ledger() {
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new AtomicLong());
    }
  }

  void exported(long spans) {
    exported.addAndGet(spans);
  }

  void dropped(DropReason reason, long spans) {
    counter(reason).addAndGet(spans);
  }

  void add(SpanBuffer buffer) {
    synchronized (lock) {
      buffers.add(buffer);
    }
  }

  /** Keeps the counts of buffers in which no span is open, and forgets the buffers. */
  void retire(List<SpanBuffer> closed) {
    synchronized (lock) {
      for (SpanBuffer buffer : closed) {
        if (buffers.remove(buffer)) {
          retiredStarted += buffer.startedCount();
        }
      }
    }
  }

  Counts counts() {
    synchronized (lock) {
      Map<DropReason, Long> reasons = new EnumMap<>(DropReason.class);
      long done = exported.get();
      long exportedNow = done;
      for (DropReason reason : DropReason.values()) {
        long count = counter(reason).get();
        reasons.put(reason, count);
        done += count;
      }
      long ended = retiredStarted;
      for (SpanBuffer buffer : buffers) {
        ended += buffer.endedCount();
      }
      long started = retiredStarted;
      for (SpanBuffer buffer : buffers) {
        started += buffer.startedCount();
      }
      return new Counts(started, exportedNow, ended - done, started - ended, reasons);
    }
  }

  private AtomicLong counter(DropReason reason) {
    return Objects.requireNonNull(dropped.get(reason));
  }

  /**
   * A snapshot that adds up.
   *
   * @param queued ended, and neither exported nor dropped yet
   * @param open started and not ended
   */
  record Counts(
      long started, long exported, long queued, long open, Map<DropReason, Long> dropped) {

    SpanLedger.Builder toProto() {
      SpanLedger.Builder ledger =
          SpanLedger.newBuilder()
              .setStarted(started)
              .setExported(exported)
              .setQueued(queued)
              .setOpen(open);
      dropped.forEach((reason, count) -> ledger.putDropped(reason.label(), count));
      return ledger;
    }
  }
}
