package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;
import java.util.List;

/**
 * A set of attribute keys, one bit each.
 *
 * @param request keys of {@link Group#REQUEST}
 * @param inference keys of {@link Group#INFERENCE}
 * @param operation keys of {@link Group#OPERATION}
 */
record KeySet(long request, long inference, long operation) {

  static KeySet of(List<AttributeKey> keys) {
    return new KeySet(
        bits(keys, Group.REQUEST), bits(keys, Group.INFERENCE), bits(keys, Group.OPERATION));
  }

  boolean contains(AttributeKey key) {
    long bits =
        switch (key.group()) {
          case REQUEST -> request;
          case INFERENCE -> inference;
          case OPERATION -> operation;
        };
    return (bits & key.bit()) != 0;
  }

  private static long bits(List<AttributeKey> keys, Group group) {
    return keys.stream()
        .filter(key -> key.group() == group)
        .mapToLong(AttributeKey::bit)
        .reduce(0, (a, b) -> a | b);
  }
}
