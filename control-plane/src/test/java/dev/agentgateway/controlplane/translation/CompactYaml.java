package dev.agentgateway.controlplane.translation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes maps, lists and scalars as YAML in which whatever fits on a line stands on one line. */
final class CompactYaml {

  private static final int WIDTH = 110;

  /** What needs no quotes inside {@code {}} and {@code []} either, and reads back as a string. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_/(.<][A-Za-z0-9_./()=;<>'@+-]*(?: [A-Za-z0-9_./()=;<>'@+-]+)*");

  private static final List<String> RESERVED =
      List.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

  private final StringBuilder out = new StringBuilder();

  static String write(Map<String, ?> document) {
    CompactYaml yaml = new CompactYaml();
    document.forEach((key, value) -> yaml.entry("", scalar(key) + ":", value));
    return yaml.out.toString();
  }

  private void entry(String indent, String head, Object value) {
    String flow = flow(value);
    if (!isNested(value) || indent.length() + head.length() + 1 + flow.length() <= WIDTH) {
      out.append(indent).append(head).append(' ').append(flow).append('\n');
      return;
    }
    out.append(indent).append(head).append('\n');
    block(indent + "  ", value);
  }

  private void block(String indent, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> entry(indent, scalar(key) + ":", each));
    } else if (value instanceof Collection<?> items) {
      items.forEach(item -> item(indent, item));
    }
  }

  private void item(String indent, Object item) {
    String flow = flow(item);
    if (!isNested(item) || indent.length() + 2 + flow.length() <= WIDTH) {
      out.append(indent).append("- ").append(flow).append('\n');
      return;
    }
    int start = out.length();
    block(indent + "  ", item);
    out.setCharAt(start + indent.length(), '-');
  }

  private static boolean isNested(Object value) {
    return (value instanceof Map<?, ?> map && !map.isEmpty())
        || (value instanceof Collection<?> items && !items.isEmpty());
  }

  private static String flow(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      map.forEach((key, each) -> parts.add(scalar(key) + ": " + flow(each)));
      return "{" + String.join(", ", parts) + "}";
    }
    if (value instanceof Collection<?> items) {
      return "[" + String.join(", ", items.stream().map(CompactYaml::flow).toList()) + "]";
    }
    return scalar(value);
  }

  private static String scalar(Object value) {
    String text = value.toString();
    if (!(value instanceof String)
        || (PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT)))) {
      return text;
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
