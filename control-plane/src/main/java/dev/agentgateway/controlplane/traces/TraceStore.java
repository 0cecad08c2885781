package dev.agentgateway.controlplane.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest traces, within a bound of memory.
 *
 * <p>A trace that has not grown for longest goes first. Spans of one trace may arrive in any order,
 * from any number of senders; a span that arrives twice is kept once.
 *
 * <p>Threading: any thread may call anything. One lock guards the index; reading a trace copies
 * references out of it and works on the copy.
 */
public final class TraceStore {

  /** Bound unless told otherwise, in bytes of estimated heap. */
  public static final long DEFAULT_MAX_BYTES = 96L << 20;

  /** Heap that a parsed message takes per serialised byte, and beside it: measured, rounded up. */
  private static final int HEAP_PER_BYTE = 4;

  private static final int HEAP_PER_SPAN = 400;

  /** The share of the bound that one trace may take. */
  private static final int TRACES_AT_LEAST = 4;

  private static final int SHARED_VALUES = 1024;

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<ByteString, Growing> traces = new LinkedHashMap<>();
  private final Map<Object, Object> shared = new LinkedHashMap<>();
  private long bytes;
  private long revision;
  private long received;
  private long rejected;
  private long evicted;
  private long oversized;

  /**
   * A store.
   *
   * @param maxBytes estimated heap, at least 64 KiB
   */
  public TraceStore(long maxBytes) {
    if (maxBytes < 64 << 10) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: at least 65536)");
    }
    this.maxBytes = maxBytes;
  }

  /**
   * Takes spans in.
   *
   * @return how many were refused because their trace or span id is not valid
   */
  public int add(ExportTraceServiceRequest request) {
    int refused = 0;
    lock.lock();
    try {
      for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
        Resource resource = share(resourceSpans.getResource());
        for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
          InstrumentationScope scope = share(scopeSpans.getScope());
          for (Span span : scopeSpans.getSpansList()) {
            if (isValid(span)) {
              add(new SpanEntry(resource, scope, span));
            } else {
              refused++;
            }
          }
        }
      }
      rejected += refused;
      revision++;
    } finally {
      lock.unlock();
    }
    return refused;
  }

  private void add(SpanEntry entry) {
    received++;
    ByteString id = entry.span().getTraceId();
    long cost = (long) entry.span().getSerializedSize() * HEAP_PER_BYTE + HEAP_PER_SPAN;
    Growing trace = traces.get(id);
    if (cost + (trace == null ? 0 : trace.bytes) > maxBytes / TRACES_AT_LEAST) {
      oversized++;
      return;
    }
    if (trace == null) {
      trace = new Growing(Attributes.hex(id));
    }
    // The map's order is the order of growth.
    traces.putLast(id, trace);
    if (trace.add(entry, cost)) {
      bytes += cost;
    }
    while (bytes > maxBytes) {
      Growing oldest = traces.pollFirstEntry().getValue();
      bytes -= oldest.bytes;
      evicted++;
    }
  }

  private static boolean isValid(Span span) {
    return span.getTraceId().size() == 16
        && span.getSpanId().size() == 8
        && !isZero(span.getTraceId())
        && !isZero(span.getSpanId());
  }

  private static boolean isZero(ByteString id) {
    for (int i = 0; i < id.size(); i++) {
      if (id.byteAt(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The same value as one instance, so that a resource is held once and not once per span. */
  @SuppressWarnings("unchecked")
  private <T> T share(T value) {
    Object known = shared.get(value);
    if (known != null) {
      return (T) known;
    }
    if (shared.size() >= SHARED_VALUES) {
      shared.clear();
    }
    shared.put(value, value);
    return value;
  }

  /** A trace by its id of 32 hex digits in any case; empty where it never came or is gone. */
  public Optional<StoredTrace> find(String traceId) {
    if (traceId.length() != 32 || !traceId.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      return Optional.empty();
    }
    ByteString id = ByteString.fromHex(traceId);
    lock.lock();
    try {
      return Optional.ofNullable(traces.get(id)).map(Growing::copy);
    } finally {
      lock.unlock();
    }
  }

  /** Summaries of the traces that a query takes, newest start first. */
  public List<TraceSummary> list(TraceQuery query) {
    List<StoredTrace> candidates = all();
    List<TraceSummary> result = new ArrayList<>();
    // Growth order is nearly start order: a few more than asked for make the sort exact enough.
    int enough = query.limit() * 2;
    for (StoredTrace trace : candidates) {
      TraceSummary summary = trace.summary();
      if (query.takes(trace, summary)) {
        result.add(summary);
        if (result.size() == enough) {
          break;
        }
      }
    }
    return result.stream()
        .sorted(Comparator.comparing(TraceSummary::start).reversed())
        .limit(query.limit())
        .toList();
  }

  /** Every trace, the one that grew last first. */
  List<StoredTrace> all() {
    lock.lock();
    try {
      List<StoredTrace> copies = new ArrayList<>(traces.size());
      for (Growing trace : traces.sequencedValues().reversed()) {
        copies.add(trace.copy());
      }
      return copies;
    } finally {
      lock.unlock();
    }
  }

  /** Grows with everything that is taken in; equal numbers mean that nothing changed. */
  public long revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  /** Counts since the start and the present fill. */
  public Counts counts() {
    lock.lock();
    try {
      return new Counts(received, rejected, evicted, oversized, traces.size(), bytes, maxBytes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts of a store.
   *
   * @param receivedSpans spans taken in, those later evicted too
   * @param rejectedSpans spans without a valid trace or span id
   * @param evictedTraces traces that made room for newer ones
   * @param oversizedSpans spans left out because their trace had grown too large
   * @param traces held now
   * @param bytes estimated heap held now
   * @param maxBytes the bound
   */
  public record Counts(
      long receivedSpans,
      long rejectedSpans,
      long evictedTraces,
      long oversizedSpans,
      int traces,
      long bytes,
      long maxBytes) {}

  /** A trace that may still grow; guarded by the store's lock. */
  private static final class Growing {
    private final String traceId;
    private final Map<ByteString, SpanEntry> spans = new LinkedHashMap<>();
    private @Nullable StoredTrace copy;
    private long bytes;

    Growing(String traceId) {
      this.traceId = traceId;
    }

    boolean add(SpanEntry entry, long cost) {
      if (spans.putIfAbsent(entry.span().getSpanId(), entry) != null) {
        return false;
      }
      bytes += cost;
      copy = null;
      return true;
    }

    StoredTrace copy() {
      StoredTrace current = copy;
      if (current == null) {
        current = new StoredTrace(traceId, List.copyOf(spans.values()));
        copy = current;
      }
      return current;
    }
  }
}
