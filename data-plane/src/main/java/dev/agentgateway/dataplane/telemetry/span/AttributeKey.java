package dev.agentgateway.dataplane.telemetry.span;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** The name of a span attribute that this proxy sets by itself, encoded once. */
public final class AttributeKey {
  private static final AtomicInteger KEYS = new AtomicInteger();

  private final String name;
  private final byte[] field;
  private final long bit;

  private AttributeKey(String name) {
    this.name = name;
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    field = new byte[2 + utf8.length];
    // KeyValue.key = 1; names are shorter than 128 bytes.
    field[0] = 0x0a;
    field[1] = (byte) utf8.length;
    System.arraycopy(utf8, 0, field, 2, utf8.length);
    int index = KEYS.getAndIncrement();
    if (index >= Long.SIZE) {
      throw new IllegalStateException(index + 1 + " keys (expected: at most " + Long.SIZE + ")");
    }
    bit = 1L << index;
  }

  static AttributeKey of(String name) {
    return new AttributeKey(name);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** This key in a set of keys. */
  long bit() {
    return bit;
  }

  /** KeyValue.key with its tag and length. */
  byte[] field() {
    return field;
  }

  @Override
  public String toString() {
    return name;
  }
}
