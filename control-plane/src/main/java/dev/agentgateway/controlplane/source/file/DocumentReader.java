package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.file.DocumentContent.Broken;
import dev.agentgateway.controlplane.source.file.DocumentContent.Finding;
import dev.agentgateway.controlplane.source.file.DocumentContent.Good;
import dev.agentgateway.controlplane.source.file.DocumentContent.Item;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one document: YAML or JSON, an object, a list of objects or a {@code List}. */
final class DocumentReader {

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final int MAX_NAMESPACE_LENGTH = 63;

  private final Schemas schemas;
  private final ObjectMapper mapper;
  private final Yaml.Parsed document;
  private final List<Item> items = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private boolean unidentified;

  private DocumentReader(Schemas schemas, ObjectMapper mapper, Yaml.Parsed document) {
    this.schemas = schemas;
    this.mapper = mapper;
    this.document = document;
  }

  static DocumentContent read(Schemas schemas, ObjectMapper mapper, String text) {
    try {
      Yaml.Parsed parsed = Yaml.parse(text);
      if (parsed == null) {
        return new DocumentContent(List.of(), List.of(), false);
      }
      DocumentReader reader = new DocumentReader(schemas, mapper, parsed);
      reader.value(parsed.tree(), "");
      return new DocumentContent(reader.items, reader.findings, reader.unidentified);
    } catch (Yaml.YamlException e) {
      Finding finding =
          new Finding(Severity.ERROR, e.line, Optional.empty(), String.valueOf(e.getMessage()));
      return new DocumentContent(List.of(), List.of(finding), true);
    }
  }

  /** A document, or part of one at {@code path}. */
  private void value(JsonNode tree, String path) {
    if (tree.isArray()) {
      for (int i = 0; i < tree.size(); i++) {
        value(tree.get(i), path + "[" + i + "]");
      }
    } else if (!(tree instanceof ObjectNode object)) {
      unidentified(
          line(path),
          "not an object: " + shown(tree) + " (expected: a mapping with apiVersion and kind)");
    } else if (isList(object)) {
      for (int i = 0; i < object.path("items").size(); i++) {
        value(object.path("items").get(i), join(path, "items[" + i + "]"));
      }
    } else {
      object(object, path);
    }
  }

  private static boolean isList(ObjectNode object) {
    return object.path("kind").asText().endsWith("List") && object.path("items").isArray();
  }

  private void object(ObjectNode object, String path) {
    String kindName = text(object, "kind");
    String apiVersion = text(object, "apiVersion");
    if (kindName == null || apiVersion == null) {
      String missing = kindName == null ? "kind" : "apiVersion";
      unidentified(line(path), missing + ": missing (expected: a string)");
      return;
    }
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    ObjectKind kind = ObjectKind.find(group, kindName);
    if (kind == null) {
      unknownKind(group, kindName, apiVersion, path);
      return;
    }
    ObjectRef ref = ref(kind, object, path);
    if (ref == null) {
      unidentified = true;
      return;
    }
    if (!kind.versions().contains(version)) {
      broken(
          ref,
          path,
          join(path, "apiVersion"),
          "apiVersion: " + apiVersion + " (expected: " + kind.apiVersions() + ")");
      return;
    }
    checked(kind, ref, object, path);
  }

  private void checked(ObjectKind kind, ObjectRef ref, ObjectNode object, String path) {
    ObjectNode tree = object.deepCopy();
    tree.put("apiVersion", kind.apiVersion());
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    if (kind.namespaced()) {
      metadata.put("namespace", ref.namespace());
    } else {
      metadata.remove("namespace");
    }
    metadata.remove(List.of("generation", "resourceVersion", "uid", "managedFields"));
    List<Schemas.Violation> violations = schemas.applyTo(kind.kind(), tree);
    boolean good = true;
    for (Schemas.Violation violation : violations) {
      int line = line(join(path, violation.path()));
      good &= violation.severity() != Severity.ERROR;
      findings.add(
          new Finding(
              violation.severity(),
              line,
              Optional.of(ref),
              (violation.path().isEmpty() ? "" : violation.path() + ": ") + violation.reason()));
    }
    if (!good) {
      items.add(new Broken(ref, line(path)));
      return;
    }
    try {
      items.add(new Good(ref, line(path), tree, mapper.treeToValue(tree, kind.type())));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String message =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      broken(ref, path, path, "not a valid " + kind.kind() + ": " + message);
    }
  }

  private @Nullable ObjectRef ref(ObjectKind kind, ObjectNode object, String path) {
    JsonNode metadata = object.path("metadata");
    String name = text(metadata, "name");
    if (name == null) {
      finding(
          join(path, "metadata"),
          "metadata.name: missing (expected: the name of the " + kind.kind() + ")");
      return null;
    }
    if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
      finding(
          join(path, "metadata.name"),
          "metadata.name: \""
              + name
              + "\" (expected: at most 253 characters of a-z, 0-9, - and .)");
      return null;
    }
    if (!kind.namespaced()) {
      return new ObjectRef(kind.kind(), "", name);
    }
    String namespace = text(metadata, "namespace");
    if (namespace == null || namespace.isEmpty()) {
      namespace = "default";
    }
    if (namespace.length() > MAX_NAMESPACE_LENGTH || !NAMESPACE.matcher(namespace).matches()) {
      finding(
          join(path, "metadata.namespace"),
          "metadata.namespace: \""
              + namespace
              + "\" (expected: at most 63 characters of a-z, 0-9 and -)");
      return null;
    }
    return new ObjectRef(kind.kind(), namespace, name);
  }

  private void unknownKind(String group, String kind, String apiVersion, String path) {
    ObjectKind other = ObjectKind.ofOtherGroup(group, kind);
    boolean mistaken = other != null && (group.isEmpty() || ObjectKind.groups().contains(group));
    if (mistaken && other != null) {
      unidentified(
          line(join(path, "apiVersion")),
          "apiVersion: " + apiVersion + " of " + kind + " (expected: " + other.apiVersions() + ")");
    } else {
      findings.add(
          new Finding(
              Severity.NOTE,
              line(path),
              Optional.empty(),
              "kind " + kind + " of " + apiVersion + " is not read"));
    }
  }

  private void broken(ObjectRef ref, String path, String where, String reason) {
    findings.add(new Finding(Severity.ERROR, line(where), Optional.of(ref), reason));
    items.add(new Broken(ref, line(path)));
  }

  private void unidentified(int line, String reason) {
    findings.add(new Finding(Severity.ERROR, line, Optional.empty(), reason));
    unidentified = true;
  }

  private void finding(String path, String reason) {
    findings.add(new Finding(Severity.ERROR, line(path), Optional.empty(), reason));
  }

  private int line(String path) {
    return document.line(path);
  }

  private static String join(String path, String field) {
    if (path.isEmpty() || field.isEmpty()) {
      return path + field;
    }
    return path + "." + field;
  }

  private static @Nullable String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.textValue() : null;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
