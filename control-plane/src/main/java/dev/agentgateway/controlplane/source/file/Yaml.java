package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One YAML document as a JSON tree, with the line of every field. Scalars have the types that an
 * API server gives them. Duplicate keys are refused, tags of application types too.
 */
final class Yaml {

  /** Before an index or at a dot. */
  private static final Pattern STEPS = Pattern.compile("\\.|(?=\\[)");

  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_CHARACTERS = 64 << 20;

  private int nodes;

  private Yaml() {}

  /** The text is no YAML that can be taken. */
  static final class YamlException extends Exception {
    private static final long serialVersionUID = 1;

    /** 0-based line in the document. */
    final int line;

    YamlException(int line, String message) {
      super(message);
      this.line = line;
    }
  }

  /**
   * A parsed document.
   *
   * @param tree its values
   * @param root where they stand
   */
  record Parsed(JsonNode tree, Node root) {

    /**
     * The 0-based line of a field, or of the nearest field around it that is there.
     *
     * @param path dotted, with {@code [INDEX]} for items of lists; a field name that holds a dot is
     *     not found
     */
    int line(String path) {
      Node node = root;
      int line = root.getStartMark().getLine();
      for (String step : STEPS.split(path, -1)) {
        NodeTuple entry = node instanceof MappingNode map ? entry(map, step) : null;
        Node next = entry == null ? item(node, step) : entry.getValueNode();
        if (next == null) {
          if (step.isEmpty()) {
            continue;
          }
          return line;
        }
        line = (entry == null ? next : entry.getKeyNode()).getStartMark().getLine();
        node = next;
      }
      return line;
    }
  }

  /** Null: the document is empty. */
  static @Nullable Parsed parse(String document) throws YamlException {
    Node root = compose(document);
    if (root == null) {
      return null;
    }
    JsonNode tree = new Yaml().json(root, 0);
    return tree.isNull() ? null : new Parsed(tree, root);
  }

  private static @Nullable Node item(Node node, String step) {
    if (!(node instanceof SequenceNode list) || !step.matches("\\[\\d{1,6}]")) {
      return null;
    }
    int index = Integer.parseInt(step.substring(1, step.length() - 1));
    return index < list.getValue().size() ? list.getValue().get(index) : null;
  }

  private static @Nullable NodeTuple entry(MappingNode map, String key) {
    for (NodeTuple tuple : map.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
        return tuple;
      }
    }
    return null;
  }

  private static @Nullable Node compose(String document) throws YamlException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    try {
      return new org.yaml.snakeyaml.Yaml(options).compose(new StringReader(document));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String context = e.getContext() == null ? "" : e.getContext() + ": ";
      throw new YamlException(
          mark == null ? 0 : mark.getLine(), "not valid YAML: " + context + e.getProblem());
    } catch (YAMLException e) {
      throw new YamlException(0, "not valid YAML: " + e.getMessage());
    }
  }

  private JsonNode json(Node node, int depth) throws YamlException {
    int line = node.getStartMark().getLine();
    if (depth > MAX_DEPTH) {
      throw new YamlException(
          line, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
    }
    if (++nodes > MAX_NODES) {
      throw new YamlException(line, "too large (expected: at most " + MAX_NODES + " values)");
    }
    return switch (node) {
      case MappingNode map -> object(map, depth);
      case SequenceNode list -> array(list, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new YamlException(line, "not a value: " + node.getNodeId());
    };
  }

  private ObjectNode object(MappingNode map, int depth) throws YamlException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    Set<String> own = new HashSet<>();
    for (NodeTuple tuple : map.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine();
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new YamlException(line, "a key is not a string");
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merge(object, tuple.getValueNode(), depth);
        continue;
      }
      if (!own.add(key.getValue())) {
        throw new YamlException(
            line, "key \"" + key.getValue() + "\" is there twice (expected: once)");
      }
      object.set(key.getValue(), json(tuple.getValueNode(), depth + 1));
    }
    return object;
  }

  /** {@code <<}: what the mapping has itself wins. */
  private void merge(ObjectNode into, Node from, int depth) throws YamlException {
    if (from instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        merge(into, item, depth);
      }
      return;
    }
    if (!(from instanceof MappingNode map)) {
      throw new YamlException(from.getStartMark().getLine(), "<< is not a mapping");
    }
    object(map, depth + 1)
        .properties()
        .forEach(field -> into.putIfAbsent(field.getKey(), field.getValue()));
  }

  private ArrayNode array(SequenceNode list, int depth) throws YamlException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Node item : list.getValue()) {
      array.add(json(item, depth + 1));
    }
    return array;
  }

  private static JsonNode scalar(ScalarNode scalar) throws YamlException {
    JsonNodeFactory json = JsonNodeFactory.instance;
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return json.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return json.booleanNode(
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            default -> false;
          });
    }
    if (tag.equals(Tag.INT)) {
      return integer(text);
    }
    if (tag.equals(Tag.FLOAT)) {
      return decimal(text);
    }
    if (tag.equals(Tag.STR)
        || tag.equals(Tag.TIMESTAMP)
        || tag.equals(Tag.BINARY)
        || tag.getValue().equals("!")) {
      return json.textNode(text);
    }
    throw new YamlException(
        scalar.getStartMark().getLine(), "tag " + tag + " (expected: a plain YAML value)");
  }

  private static JsonNode integer(String text) {
    String digits = text.replace("_", "").replaceFirst("^\\+", "");
    String sign = digits.startsWith("-") ? "-" : "";
    String magnitude = digits.substring(sign.length());
    try {
      BigInteger value;
      if (magnitude.startsWith("0x")) {
        value = new BigInteger(sign + magnitude.substring(2), 16);
      } else if (magnitude.startsWith("0b")) {
        value = new BigInteger(sign + magnitude.substring(2), 2);
      } else if (magnitude.length() > 1 && magnitude.startsWith("0")) {
        value = new BigInteger(sign + magnitude.substring(1), 8);
      } else {
        value = new BigInteger(digits);
      }
      // The smallest type that fits, as JSON parsers choose it: model classes look at the type.
      if (value.bitLength() < Integer.SIZE) {
        return JsonNodeFactory.instance.numberNode(value.intValue());
      }
      return value.bitLength() < Long.SIZE
          ? JsonNodeFactory.instance.numberNode(value.longValue())
          : JsonNodeFactory.instance.numberNode(value);
    } catch (NumberFormatException e) {
      // Sexagesimal numbers such as 1:30 are strings to an API server.
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  private static JsonNode decimal(String text) {
    try {
      return JsonNodeFactory.instance.numberNode(new BigDecimal(text.replace("_", "")));
    } catch (NumberFormatException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }
}
