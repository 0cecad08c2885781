package dev.agentgateway.dataplane.telemetry.span;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The name of a span attribute that this proxy sets by itself, encoded once. */
public final class AttributeKey {
  /** Keys are numbered within a group, so that a set of a group's keys is one long. */
  enum Group {
    /** What every request has: HTTP, network, gateway. */
    REQUEST,
    /** Inferences. */
    INFERENCE,
    /** Operations of MCP and A2A. */
    OPERATION
  }

  private static final Map<Group, AtomicInteger> KEYS =
      Map.of(
          Group.REQUEST, new AtomicInteger(),
          Group.INFERENCE, new AtomicInteger(),
          Group.OPERATION, new AtomicInteger());

  private final String name;
  private final byte[] field;
  private final Group group;
  private final long bit;

  private AttributeKey(Group group, String name) {
    this.group = group;
    this.name = name;
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    field = new byte[2 + utf8.length];
    // KeyValue.key = 1; names are shorter than 128 bytes.
    field[0] = 0x0a;
    field[1] = (byte) utf8.length;
    System.arraycopy(utf8, 0, field, 2, utf8.length);
    int index = Objects.requireNonNull(KEYS.get(group)).getAndIncrement();
    if (index >= Long.SIZE) {
      throw new IllegalStateException(
          group + ": " + (index + 1) + " keys (expected: at most " + Long.SIZE + ")");
    }
    bit = 1L << index;
  }

  static AttributeKey of(Group group, String name) {
    return new AttributeKey(group, name);
  }

  /** The name. */
  public String name() {
    return name;
  }

  Group group() {
    return group;
  }

  /** This key in a set of keys of its group. */
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
