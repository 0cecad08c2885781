package dev.agentgateway.dataplane.telemetry.export;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One ExportTraceServiceRequest, kept as the pieces that it is made of. Spans are not copied: their
 * chunks are written one after another.
 */
final class Batch {
  private static final byte[] SCOPE = scope();

  /** Bytes around the spans of one chunk, resource excluded: tags, lengths, scope. */
  static final int OVERHEAD = 32 + SCOPE.length;

  private final List<SpanChunk> chunks;
  private final List<byte[]> heads;
  private final int size;
  private final int spans;
  private final long charged;
  private final long createdNanos;
  private final AtomicBoolean settled = new AtomicBoolean();
  private int attempts;
  private long retryAtNanos;

  Batch(List<SpanChunk> chunks, long createdNanos) {
    this.chunks = List.copyOf(chunks);
    this.createdNanos = createdNanos;
    heads = new ArrayList<>();
    int bytes = 0;
    int count = 0;
    long memory = 0;
    for (SpanChunk chunk : chunks) {
      byte[] head = head(chunk);
      heads.add(head);
      bytes += head.length + chunk.length();
      count += chunk.spans();
      memory += chunk.charged();
    }
    size = bytes;
    spans = count;
    charged = memory;
  }

  /** Bytes of the encoded request. */
  int size() {
    return size;
  }

  int spans() {
    return spans;
  }

  /** Bytes to give back to the queue's bound. */
  long charged() {
    return charged;
  }

  long createdNanos() {
    return createdNanos;
  }

  /** True for the first caller only: it decides what became of the spans. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  /** Counts a failed attempt. */
  int failed(long retryAt) {
    retryAtNanos = retryAt;
    return ++attempts;
  }

  int attempts() {
    return attempts;
  }

  long retryAtNanos() {
    return retryAtNanos;
  }

  /** The request's bytes. */
  InputStream stream() {
    List<InputStream> parts = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      parts.add(new ByteArrayInputStream(heads.get(i)));
      parts.add(new ByteArrayInputStream(chunks.get(i).bytes(), 0, chunks.get(i).length()));
    }
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  /** The request's bytes as arrays, in order. */
  void forEachPart(PartConsumer consumer) {
    for (int i = 0; i < chunks.size(); i++) {
      consumer.accept(heads.get(i), heads.get(i).length);
      consumer.accept(chunks.get(i).bytes(), chunks.get(i).length());
    }
  }

  /** How many arrays {@link #forEachPart} yields. */
  int parts() {
    return 2 * chunks.size();
  }

  interface PartConsumer {
    void accept(byte[] bytes, int length);
  }

  /** One encoded span as a whole request. */
  static byte[] request(byte[] resource, byte[] span, int length) {
    SpanChunk chunk = new SpanChunk(resource, span, length, 1, 0);
    byte[] head = head(chunk);
    byte[] request = new byte[head.length + length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(span, 0, request, head.length, length);
    return request;
  }

  /** Everything of a ResourceSpans message that stands before its spans. */
  private static byte[] head(SpanChunk chunk) {
    int scopeSpans = SCOPE.length + chunk.length();
    int resource = 1 + varintSize(chunk.resource().length) + chunk.resource().length;
    int resourceSpans = resource + 1 + varintSize(scopeSpans) + scopeSpans;
    byte[] head =
        new byte
            [1 + varintSize(resourceSpans) + resource + 1 + varintSize(scopeSpans) + SCOPE.length];
    // ExportTraceServiceRequest.resource_spans = 1
    head[0] = 0x0a;
    int at = varint(head, 1, resourceSpans);
    // ResourceSpans.resource = 1
    head[at] = 0x0a;
    at = varint(head, at + 1, chunk.resource().length);
    System.arraycopy(chunk.resource(), 0, head, at, chunk.resource().length);
    at += chunk.resource().length;
    // ResourceSpans.scope_spans = 2
    head[at] = 0x12;
    at = varint(head, at + 1, scopeSpans);
    System.arraycopy(SCOPE, 0, head, at, SCOPE.length);
    return head;
  }

  /** ScopeSpans.scope = 1 with InstrumentationScope.name = 1. */
  private static byte[] scope() {
    byte[] name = "agentgateway".getBytes(StandardCharsets.UTF_8);
    byte[] scope = new byte[4 + name.length];
    scope[0] = 0x0a;
    scope[1] = (byte) (2 + name.length);
    scope[2] = 0x0a;
    scope[3] = (byte) name.length;
    System.arraycopy(name, 0, scope, 4, name.length);
    return scope;
  }

  static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  static int varint(byte[] out, int at, int value) {
    int rest = value;
    int next = at;
    while ((rest & ~0x7f) != 0) {
      out[next++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out[next++] = (byte) rest;
    return next;
  }
}
