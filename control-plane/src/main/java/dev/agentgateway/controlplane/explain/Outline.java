package dev.agentgateway.controlplane.explain;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes JSON as an indented outline without quotes and braces. */
final class Outline {
  private final StringBuilder text = new StringBuilder();

  private Outline() {}

  static String of(JsonNode node) {
    Outline outline = new Outline();
    if (node.isContainerNode()) {
      outline.add(node, 0);
    } else {
      outline.text.append(node.asText()).append('\n');
    }
    return outline.text.toString();
  }

  private void add(JsonNode node, int depth) {
    if (node.isObject()) {
      node.properties().forEach(field -> addField(field.getKey(), field.getValue(), depth));
    } else {
      for (JsonNode element : node) {
        if (element.isContainerNode()) {
          int start = text.length();
          add(element, depth + 1);
          if (text.length() > start) {
            text.setCharAt(start + 2 * depth, '-');
          }
        } else {
          indent(depth).append("- ").append(element.asText()).append('\n');
        }
      }
    }
  }

  private void addField(String name, JsonNode value, int depth) {
    indent(depth).append(name).append(':');
    if (value.isContainerNode() && !value.isEmpty()) {
      text.append('\n');
      add(value, depth + 1);
    } else {
      text.append(' ')
          .append(value.isContainerNode() ? "none" : value.isNull() ? "not set" : value.asText())
          .append('\n');
    }
  }

  private StringBuilder indent(int depth) {
    return text.repeat("  ", depth);
  }
}
