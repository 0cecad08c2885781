package dev.agentgateway.e2e.support;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts spans of OTLP requests, each as often as it comes and each once. */
final class SpanCounter {
  private final AtomicLong all = new AtomicLong();
  private final Set<Long> ids = ConcurrentHashMap.newKeySet();

  /** Spans, those that came again counted again. */
  long all() {
    return all.get();
  }

  /** Spans with different ids. */
  long distinct() {
    return ids.size();
  }

  /** Counts the spans of an ExportTraceServiceRequest. Returns how many. */
  int add(byte[] request) {
    try {
      // resource_spans = 1, scope_spans = 2, spans = 2
      int found = walk(CodedInputStream.newInstance(request), 1, 2, 2);
      all.addAndGet(found);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int walk(CodedInputStream in, int... path) throws IOException {
    int found = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != path[0]) {
        in.skipField(tag);
        continue;
      }
      int limit = in.pushLimit(in.readRawVarint32());
      if (path.length == 1) {
        span(in);
        found++;
      } else {
        found += walk(in, java.util.Arrays.copyOfRange(path, 1, path.length));
      }
      in.popLimit(limit);
    }
    return found;
  }

  private void span(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      // span_id = 2
      if (WireFormat.getTagFieldNumber(tag) == 2) {
        ids.add(ByteBuffer.wrap(in.readByteArray()).getLong());
      } else {
        in.skipField(tag);
      }
    }
  }
}
