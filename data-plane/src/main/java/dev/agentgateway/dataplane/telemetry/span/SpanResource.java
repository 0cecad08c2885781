package dev.agentgateway.dataplane.telemetry.span;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Encodes OpenTelemetry Resources. */
public final class SpanResource {
  private SpanResource() {}

  /**
   * A Resource message; values are String, Long, Double, Boolean or anything that has a JSON form.
   */
  public static byte[] encode(Map<String, Object> attributes) {
    ProtoBuffer out = new ProtoBuffer(ProtoBuffer.RESOURCE_ATTRIBUTE, new LongAdder());
    attributes.forEach(
        (name, value) -> AttributeValues.write(out, ProtoBuffer.keyField(name), value));
    return out.toByteArray();
  }
}
