package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.runs.JoinReason;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes one OTLP Span message at a time into a buffer that the next one overwrites. Attributes
 * that a policy removes are left out. Confined to one event loop.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">Span</a>
 */
final class SpanWriter {
  static final int KIND_SERVER = 2;
  static final int KIND_CLIENT = 3;
  // Span.flags: the parent's being remote is known, and it is.
  private static final int HAS_REMOTE = 0x100;
  private static final int REMOTE = 0x200;
  private static final byte[] STATUS_ERROR = {0x7a, 2, 0x18, 2};
  private static final int LINK_BYTES = 33;
  private static final int LINK_ATTRIBUTE = 0x22;
  private static final Map<JoinReason, byte[]> LINK_REASONS =
      Arrays.stream(JoinReason.values())
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  SpanWriter::linkReason,
                  (one, other) -> other,
                  () -> new EnumMap<>(JoinReason.class)));
  private static final int MAX_NAME = 256;

  private final KeySet removed;
  private final long removedOfRequest;
  private final ProtoBuffer out;
  private final ProtoBuffer scratch;

  /**
   * @param removed keys to leave out
   * @param truncated counts values that were cut
   */
  SpanWriter(KeySet removed, LongAdder truncated) {
    this.removed = removed;
    this.removedOfRequest = removed.request();
    this.out = new ProtoBuffer(ProtoBuffer.SPAN_ATTRIBUTE, truncated);
    this.scratch = new ProtoBuffer(ProtoBuffer.SPAN_ATTRIBUTE, truncated);
  }

  ProtoBuffer out() {
    return out;
  }

  /** Begins a span; its name follows. */
  void begin(
      int kind,
      TraceParent context,
      long parentSpanId,
      boolean isParentRemote,
      @Nullable String traceState,
      long startEpochNanos,
      long endEpochNanos) {
    out.clear();
    out.id(0x0a, context.traceHigh(), context.traceLow());
    out.id(0x12, context.spanId());
    if (traceState != null && !traceState.isEmpty()) {
      out.text(0x1a, traceState);
    }
    if (parentSpanId != 0) {
      out.id(0x22, parentSpanId);
    }
    out.varintField(0x30, kind);
    out.fixed64(0x39, startEpochNanos);
    out.fixed64(0x41, endEpochNanos);
    out.fixed32(0x85, context.flags() | HAS_REMOTE | (isParentRemote ? REMOTE : 0));
  }

  /** The name, cut at 256 characters. */
  void name(CharSequence name) {
    out.text(0x2a, name.length() <= MAX_NAME ? name : name.subSequence(0, MAX_NAME));
  }

  /** Links to a span without saying why. */
  void link(TraceParent to) {
    out.varintField(0x6a, LINK_BYTES);
    linked(to);
  }

  /** Links to a span of the same run, with what joined them in {@code link.reason}. */
  void link(TraceParent to, JoinReason reason) {
    byte[] why = Objects.requireNonNull(LINK_REASONS.get(reason));
    out.varintField(0x6a, LINK_BYTES + why.length);
    linked(to);
    out.raw(why);
  }

  private void linked(TraceParent to) {
    out.id(0x0a, to.traceHigh(), to.traceLow());
    out.id(0x12, to.spanId());
    out.fixed32(0x35, to.flags());
  }

  private static byte[] linkReason(JoinReason reason) {
    ProtoBuffer field = new ProtoBuffer(LINK_ATTRIBUTE, new LongAdder());
    String label = reason.label();
    field.attribute(ProtoBuffer.keyField("link.reason"), label, 0, label.length());
    return field.toByteArray();
  }

  void error() {
    out.raw(STATUS_ERROR);
  }

  /** Status Error with a description. */
  void error(String description) {
    if (description.isEmpty()) {
      error();
      return;
    }
    scratch.clear();
    scratch.text(0x12, description);
    scratch.varintField(0x18, 2);
    out.varintField(0x7a, scratch.size());
    out.raw(scratch.array(), 0, scratch.size());
  }

  /** An attribute that is left out where the policy removes it or the value is empty or null. */
  void text(AttributeKey key, @Nullable CharSequence value) {
    if (value != null && !value.isEmpty() && !removed.contains(key)) {
      out.attribute(key, value);
    }
  }

  void number(AttributeKey key, long value) {
    if (!removed.contains(key)) {
      out.attribute(key, value);
    }
  }

  void number(AttributeKey key, @Nullable Long value) {
    if (value != null) {
      number(key, value.longValue());
    }
  }

  void decimal(AttributeKey key, double value) {
    if (!removed.contains(key)) {
      out.attribute(key.field(), value);
    }
  }

  void decimal(AttributeKey key, @Nullable Double value) {
    if (value != null) {
      decimal(key, value.doubleValue());
    }
  }

  void flag(AttributeKey key, boolean value) {
    if (!removed.contains(key)) {
      out.attribute(key.field(), value);
    }
  }

  void texts(AttributeKey key, List<String> values) {
    if (!values.isEmpty() && !removed.contains(key)) {
      out.attribute(key, values);
    }
  }

  /** Writes attributes that stay the same while their key does, encoding them once. */
  void memoised(SpanMemo memo, Object key, long hidden, Encoding encoding) {
    if (hidden != removedOfRequest) {
      encoding.write(out, hidden);
      return;
    }
    byte[] known = memo.get(key);
    if (known == null) {
      scratch.clear();
      encoding.write(scratch, hidden);
      known = scratch.toByteArray();
      memo.put(key, known);
    }
    out.raw(known);
  }

  /** An attribute as it stands in a span. */
  static byte[] encoded(AttributeKey key, String value) {
    ProtoBuffer field = new ProtoBuffer(ProtoBuffer.SPAN_ATTRIBUTE, new LongAdder());
    field.attribute(key, value);
    return field.toByteArray();
  }

  /** An attribute with a number as it stands in a span. */
  static byte[] encoded(AttributeKey key, long value) {
    ProtoBuffer field = new ProtoBuffer(ProtoBuffer.SPAN_ATTRIBUTE, new LongAdder());
    field.attribute(key, value);
    return field.toByteArray();
  }

  /** Whether a key of {@link Group#REQUEST} is not among the hidden ones. */
  static boolean shows(AttributeKey key, long hidden) {
    return (key.bit() & hidden) == 0;
  }

  static void text(ProtoBuffer to, AttributeKey key, CharSequence value, long hidden) {
    if (!value.isEmpty() && shows(key, hidden)) {
      to.attribute(key, value);
    }
  }

  static void number(ProtoBuffer to, AttributeKey key, long value, long hidden) {
    if (shows(key, hidden)) {
      to.attribute(key, value);
    }
  }

  /** Writes some attributes. */
  interface Encoding {
    void write(ProtoBuffer to, long hidden);
  }
}
