package dev.agentgateway.dataplane.telemetry.export;

/**
 * Encoded spans of one resource, each with its field tag and length, as they stand in a ScopeSpans
 * message. Nobody writes to its bytes once it is queued.
 */
final class SpanChunk {
  private final byte[] resource;
  private final byte[] bytes;
  private final int length;
  private final int spans;
  private final int charged;

  /**
   * @param resource the resource's message
   * @param bytes {@code length} bytes of it are spans
   * @param charged bytes that it occupies of its queue's bound
   */
  SpanChunk(byte[] resource, byte[] bytes, int length, int spans, int charged) {
    this.resource = resource;
    this.bytes = bytes;
    this.length = length;
    this.spans = spans;
    this.charged = charged;
  }

  byte[] resource() {
    return resource;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int spans() {
    return spans;
  }

  int charged() {
    return charged;
  }
}
