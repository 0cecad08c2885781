package dev.agentgateway.dataplane.filter.llm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A body that is kept until it is whole. One that came in one piece is not copied. */
final class HeldBody {
  private static final int MIN_BYTES = 4096;

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private boolean own;

  int size() {
    return bytes.readableBytes();
  }

  /** Adds the next {@code length} bytes of a buffer, whose readerIndex this moves. */
  void add(ByteBuf in, int length) {
    if (!bytes.isReadable()) {
      bytes.release();
      bytes = in.readRetainedSlice(length);
      own = false;
      return;
    }
    if (!own) {
      ByteBuf piece = bytes;
      int capacity = Math.max(MIN_BYTES, 2 * (piece.readableBytes() + length));
      bytes = in.alloc().buffer(capacity).writeBytes(piece);
      piece.release();
      own = true;
    }
    bytes.writeBytes(in, length);
  }

  /** All of it; the caller's to release. Nothing is left here. */
  ByteBuf take() {
    ByteBuf taken = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  void release() {
    take().release();
  }
}
