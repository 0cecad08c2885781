package dev.agentgateway.controlplane.traces;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;

/** A span with where it comes from. Entries of one sender share the resource and scope. */
public record SpanEntry(Resource resource, InstrumentationScope scope, Span span) {

  /** {@code service.name} of the resource, {@code unknown_service} where there is none. */
  public String service() {
    return Attributes.text(resource.getAttributesList(), "service.name").orElse("unknown_service");
  }
}
