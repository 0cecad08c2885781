package dev.agentgateway.dataplane.telemetry.export;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Shows finished spans to watchers. Bounded: what watchers do not take in time is not shown.
 *
 * <p>Threading: event loops offer, the export thread hands over.
 */
final class SpanTap {
  private static final int QUEUED = 2048;

  private final BlockingQueue<byte[]> requests = new ArrayBlockingQueue<>(QUEUED);
  private final List<Consumer<byte[]>> watchers = new CopyOnWriteArrayList<>();
  private volatile boolean watched;

  boolean isWatched() {
    return watched;
  }

  AutoCloseable add(Consumer<byte[]> watcher) {
    watchers.add(watcher);
    watched = true;
    return () -> {
      watchers.remove(watcher);
      watched = !watchers.isEmpty();
    };
  }

  void offer(byte[] resource, byte[] span, int size) {
    byte[] field = new byte[1 + Batch.varintSize(size) + size];
    field[0] = 0x12;
    int at = Batch.varint(field, 1, size);
    System.arraycopy(span, 0, field, at, size);
    // A full queue drops what is offered.
    boolean _ = requests.offer(Batch.request(resource, field, field.length));
  }

  /** Hands over what was offered since. Requests that stand one after another are one request. */
  void drain() {
    if (requests.isEmpty()) {
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] next = requests.poll(); next != null; next = requests.poll()) {
      all.writeBytes(next);
    }
    byte[] merged = all.toByteArray();
    for (Consumer<byte[]> watcher : watchers) {
      watcher.accept(merged);
    }
  }
}
