package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Spans of one trace as text: a line each, below its parent, in the order that they began. */
public final class SpanTree {
  private static final int KIND_SERVER = 2;
  private static final int STATUS_ERROR = 2;
  private static final Comparator<JsonNode> BEGUN =
      Comparator.<JsonNode, String>comparing(span -> span.path("startTimeUnixNano").asText())
          .thenComparing(span -> span.path("name").asText());

  private final List<JsonNode> spans;
  private final List<String> attributes;

  /**
   * @param spans as OTLP/JSON
   * @param attributes those that are shown, in this order
   */
  public SpanTree(List<JsonNode> spans, List<String> attributes) {
    this.spans = spans.stream().sorted(BEGUN).toList();
    this.attributes = List.copyOf(attributes);
  }

  /** What is below a span; the span itself need not be there. */
  public String below(String spanId) {
    StringBuilder text = new StringBuilder();
    show(spanId, "", text);
    return text.toString();
  }

  private void show(String parent, String indent, StringBuilder text) {
    for (JsonNode span : spans) {
      if (span.path("parentSpanId").asText().equals(parent)) {
        text.append(indent).append(line(span)).append('\n');
        show(span.path("spanId").asText(), indent + "  ", text);
      }
    }
  }

  private String line(JsonNode span) {
    List<String> parts = new ArrayList<>();
    parts.add(is(span.path("kind"), KIND_SERVER, "SPAN_KIND_SERVER") ? "SERVER" : "CLIENT");
    parts.add(span.path("name").asText());
    if (is(span.path("status").path("code"), STATUS_ERROR, "STATUS_CODE_ERROR")) {
      parts.add("ERROR");
    }
    for (String name : attributes) {
      String value = attribute(span, name);
      if (!value.isEmpty()) {
        parts.add(name + "=" + value);
      }
    }
    return String.join(" ", parts);
  }

  private static boolean is(JsonNode value, int number, String name) {
    return value.asInt() == number || value.asText().equals(name);
  }

  /** An attribute of a span as text; empty where it is absent. */
  public static String attribute(JsonNode span, String name) {
    for (JsonNode attribute : span.path("attributes")) {
      if (attribute.path("key").asText().equals(name)) {
        return text(attribute.path("value"));
      }
    }
    return "";
  }

  private static String text(JsonNode value) {
    List<String> items = new ArrayList<>();
    for (JsonNode kind : value) {
      JsonNode values = kind.path("values");
      if (values.isArray()) {
        values.forEach(item -> items.add(text(item)));
      } else {
        items.add(kind.asText());
      }
    }
    return items.stream().collect(Collectors.joining(","));
  }
}
