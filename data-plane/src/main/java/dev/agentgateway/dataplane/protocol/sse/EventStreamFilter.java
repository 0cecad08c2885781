package dev.agentgateway.dataplane.protocol.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Takes events, or parts of their data, out of a stream. Everything else passes byte for byte, at
 * once but for the event in progress, which is held back until it is complete or exceeds the bound;
 * then it passes too. Comments between events are never held back.
 */
public final class EventStreamFilter {
  /** Looks at events. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Whether the event is taken out; of one that stays a part may be, see {@link
     * SseEvent#hidePart}. It is valid until return.
     */
    boolean hides(SseEvent event);
  }

  private final EventStreamReader reader;
  private final Sink sink;
  private final int maxHeldBytes;

  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  /** Offset in the stream of the first byte that was not released. */
  private long released;

  /** Ranges to take out, as pairs of start and end in ascending order. */
  private long[] hidden = new long[4];

  private int hiddenLength;
  private boolean lfHidden;
  private long hiddenEvents;

  /**
   * @param maxEventBytes bound of an event that is shown to the sink, see {@link EventStreamReader}
   * @param maxHeldBytes bound of an event that can be taken out, in bytes of the stream
   */
  public EventStreamFilter(int maxEventBytes, int maxHeldBytes, Sink sink) {
    this.reader = new EventStreamReader(maxEventBytes, this::event);
    this.maxHeldBytes = maxHeldBytes;
    this.sink = sink;
  }

  /** Events that were too large to be shown. */
  public long passedOver() {
    return reader.passedOver();
  }

  /** Events that were taken out. */
  public long hiddenEvents() {
    return hiddenEvents;
  }

  /**
   * Reads the readable bytes of a buffer, which it then owns, and returns what may be sent on: the
   * same buffer wherever nothing was held back or taken out. The answer may be empty and is the
   * caller's to release.
   */
  public ByteBuf filter(ByteBuf in) {
    long base = reader.position();
    hiddenLength = 0;
    if (lfHidden && in.isReadable()) {
      lfHidden = false;
      if (in.getByte(in.readerIndex()) == '\n') {
        hide(base, base + 1);
      }
    }
    reader.read(in);
    long end = reader.position();
    long releasable = reader.pendingStart();
    if (end - releasable > maxHeldBytes) {
      releasable = end;
    }
    releasable = Math.max(releasable, released);
    if (hiddenLength == 0 && released == base && releasable == end) {
      released = end;
      return in;
    }
    try {
      return release(in, base, releasable);
    } finally {
      hold(in, base, releasable, end);
      released = releasable;
      in.release();
    }
  }

  /** What was held back when the stream ended; the caller's to release. */
  public ByteBuf end() {
    ByteBuf rest = held.isReadable() ? held.copy() : Unpooled.EMPTY_BUFFER;
    released += held.readableBytes();
    held = Unpooled.EMPTY_BUFFER;
    return rest;
  }

  private void event(SseEvent event) {
    boolean hides = sink.hides(event);
    if (event.start() < released) {
      return;
    }
    if (hides) {
      hide(event.start(), event.end());
      lfHidden = event.endsWithCr();
      hiddenEvents++;
    } else if (event.hidesPart()) {
      hide(event.partStart(), event.partEnd());
    }
  }

  private void hide(long start, long end) {
    if (hiddenLength == hidden.length) {
      hidden = java.util.Arrays.copyOf(hidden, hidden.length * 2);
    }
    hidden[hiddenLength] = start;
    hidden[hiddenLength + 1] = end;
    hiddenLength += 2;
  }

  /** A copy of the stream from what was released last up to an offset, without what is hidden. */
  private ByteBuf release(ByteBuf in, long base, long releasable) {
    if (releasable == released) {
      return Unpooled.EMPTY_BUFFER;
    }
    ByteBuf out = in.alloc().buffer((int) (releasable - released));
    long at = released;
    for (int i = 0; i < hiddenLength; i += 2) {
      copy(in, base, at, hidden[i], out);
      at = hidden[i + 1];
    }
    copy(in, base, at, releasable, out);
    return out;
  }

  /** Copies the bytes between two offsets of the stream; held bytes end where the buffer begins. */
  private void copy(ByteBuf in, long base, long start, long end, ByteBuf out) {
    long at = start;
    if (at < base && at < end) {
      int count = (int) (Math.min(end, base) - at);
      int index = held.writerIndex() - (int) (base - at);
      out.writeBytes(held, index, count);
      at += count;
    }
    if (at < end) {
      out.writeBytes(in, in.readerIndex() + (int) (at - base), (int) (end - at));
    }
  }

  private void hold(ByteBuf in, long base, long from, long end) {
    if (from == end) {
      held = Unpooled.EMPTY_BUFFER;
    } else if (from < base) {
      // Still the same event: nothing was released.
      held.writeBytes(in, in.readerIndex(), in.readableBytes());
    } else {
      int count = (int) (end - from);
      held = Unpooled.buffer(count).writeBytes(in, in.writerIndex() - count, count);
    }
  }
}
