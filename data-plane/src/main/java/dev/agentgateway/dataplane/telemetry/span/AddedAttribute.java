package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.cel.Expression;

/** An attribute that a policy adds. */
final class AddedAttribute {
  /** The attribute that renames the span instead of being added to it. */
  static final String SPAN_NAME = "span.name";

  private final String name;
  private final Expression expression;
  private final byte[] keyField;
  private final long replaces;

  AddedAttribute(String name, Expression expression) {
    this.name = name;
    this.expression = expression;
    this.keyField = ProtoBuffer.keyField(name);
    this.replaces = DefaultAttributes.requestBit(name);
  }

  String name() {
    return name;
  }

  Expression expression() {
    return expression;
  }

  /** The encoded KeyValue.key. */
  byte[] keyField() {
    return keyField;
  }

  /** Bit of the default attribute of a request with the same name, or 0. */
  long replaces() {
    return replaces;
  }
}
