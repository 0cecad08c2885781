package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.http1.MessageWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * The body of a request as far as it was received, to be sent once there is a connection, and again
 * where an attempt is repeated.
 *
 * <p>Threading: confined to its event loop.
 */
final class ReplayBuffer {
  /** A body that is longer is not kept once it was sent. */
  static final int MAX_BYTES = 64 * 1024;

  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
  private final Headers trailers = new Headers();
  private int bytes;
  private boolean whole = true;

  /** Begins with an empty body. */
  void begin() {
    clear();
    whole = true;
  }

  /** Whether nothing that was received is missing. */
  boolean isWhole() {
    return whole;
  }

  int size() {
    return bytes;
  }

  /** Keeps the next {@code length} bytes of the buffer; its readerIndex stays. */
  void keep(ByteBuf in, int length) {
    pieces.addLast(in.retainedSlice(in.readerIndex(), length));
    bytes += length;
  }

  void keepTrailers(Headers received) {
    trailers.clear();
    for (int slot = 0; slot < received.slots(); slot++) {
      if (received.isPresent(slot)) {
        trailers.add(received.name(slot), received.value(slot));
      }
    }
  }

  Headers trailers() {
    return trailers;
  }

  /** Writes all that is kept; it is kept on. */
  void writeTo(MessageWriter writer) {
    for (ByteBuf piece : pieces) {
      writer.data(piece.duplicate(), piece.readableBytes());
    }
  }

  /** Lets go of what was sent: the body cannot be sent again. */
  void drop() {
    clear();
    whole = false;
  }

  private void clear() {
    for (ByteBuf piece = pieces.pollFirst(); piece != null; piece = pieces.pollFirst()) {
      piece.release();
    }
    bytes = 0;
    trailers.clear();
  }
}
