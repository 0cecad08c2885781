package dev.agentgateway.dataplane.xds.decode;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What decoding one resource found: problems that refuse it, and parts that are ignored. Both name
 * the path of protobuf fields at which they stand.
 */
final class Findings {

  private final List<String> problems = new ArrayList<>();
  private final Set<String> ignored = new LinkedHashSet<>();
  private final Deque<String> path = new ArrayDeque<>();

  /** A part of the path, until closed. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Descends into a field. */
  Scope at(String field) {
    path.addLast(field);
    return path::removeLast;
  }

  /** Descends into an element of a repeated field. */
  Scope at(String field, int index) {
    return at(field + "[" + index + "]");
  }

  /** The resource is refused. */
  void problem(String field, String message) {
    problems.add(pathOf(field) + ": " + message);
  }

  /** A part has no effect. */
  void ignored(String field) {
    ignored.add(pathOf(field));
  }

  /** Every field that is set and not among those understood has no effect. */
  void ignoreAllBut(Message message, Set<String> understood) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (!understood.contains(field.getName())) {
        ignored(field.getName());
      }
    }
    for (int number : message.getUnknownFields().asMap().keySet()) {
      ignored("#" + number);
    }
  }

  /** Every field that is set and not among those understood refuses the resource. */
  void refuseAllBut(Message message, Set<String> understood) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (!understood.contains(field.getName())) {
        problem(field.getName(), "not supported");
      }
    }
    for (int number : message.getUnknownFields().asMap().keySet()) {
      problem("#" + number, "unknown field");
    }
  }

  int problemCount() {
    return problems.size();
  }

  /** The value, unless there were problems. */
  <T> Decoded<T> valid(T value) {
    return problems.isEmpty()
        ? new Decoded.Valid<>(value, List.copyOf(ignored))
        : new Decoded.Invalid<>(problems);
  }

  /** The problems; there must be one. */
  <T> Decoded<T> invalid() {
    return new Decoded.Invalid<>(problems);
  }

  private String pathOf(String field) {
    if (path.isEmpty()) {
      return field;
    }
    String prefix = String.join(".", path);
    return field.isEmpty() ? prefix : prefix + "." + field;
  }
}
