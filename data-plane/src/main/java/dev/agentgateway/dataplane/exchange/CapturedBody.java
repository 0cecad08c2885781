package dev.agentgateway.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The beginning of a body that passes, kept for expressions. Confined to an event loop. */
public final class CapturedBody {
  /** How much is kept. */
  public static final int MAX_BYTES = 128 * 1024;

  private static final int FIRST_BYTES = 1024;

  private byte[] bytes = new byte[0];
  private int length;
  private boolean whole = true;

  /** Takes a copy of the next bytes; the reader index stays. */
  void add(ByteBuf in, int count) {
    int taken = Math.min(count, MAX_BYTES - length);
    whole &= taken == count;
    if (taken == 0) {
      return;
    }
    int needed = length + taken;
    if (needed > bytes.length) {
      int size = Math.max(FIRST_BYTES, Math.max(needed, 2 * bytes.length));
      bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, size));
    }
    in.getBytes(in.readerIndex(), bytes, length, taken);
    length = needed;
  }

  /** Whether nothing that passed so far was left out. */
  public boolean isWhole() {
    return whole;
  }

  /** A copy of what was kept. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
