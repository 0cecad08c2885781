package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.filter.ContentDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** The body of a request that is kept until it is whole. */
final class MessageBody {
  private static final int FIRST_BYTES = 2048;

  private final int maxBytes;
  private byte[] bytes = new byte[0];
  private int length;

  MessageBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  int length() {
    return length;
  }

  /**
   * Adds of the next {@code count} bytes of a buffer as many as the bound allows.
   *
   * @param framing of the whole body, as far as that is known: of {@code exchange.Framing}
   * @return how many
   */
  int add(ByteBuf in, int count, long framing) {
    int taken = Math.min(count, maxBytes - length);
    int needed = length + taken;
    if (needed > bytes.length) {
      int exact = framing > 0 && framing <= maxBytes ? (int) framing : FIRST_BYTES;
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(exact, 2 * length)));
    }
    in.readBytes(bytes, length, taken);
    length = needed;
    return taken;
  }

  /** The bytes, of which {@link #length} count; a stream that stays open must not keep them. */
  byte[] take() {
    byte[] taken = bytes;
    bytes = new byte[0];
    return taken;
  }

  /**
   * Undoes the body's content coding.
   *
   * @return false where it does not have it, or would become larger than the bound
   */
  boolean decode(ContentDecoder decoder) {
    byte[] decoded =
        ContentDecoder.decodeWhole(decoder, Unpooled.wrappedBuffer(bytes, 0, length), maxBytes);
    if (decoded == null) {
      return false;
    }
    bytes = decoded;
    length = decoded.length;
    return true;
  }
}
