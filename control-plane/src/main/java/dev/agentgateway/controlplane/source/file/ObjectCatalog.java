package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.file.DocumentContent.Broken;
import dev.agentgateway.controlplane.source.file.DocumentContent.Finding;
import dev.agentgateway.controlplane.source.file.DocumentContent.Good;
import dev.agentgateway.controlplane.source.file.DocumentContent.Item;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The objects of all files: which file's version of an object is in force, and since which
 * generation.
 */
final class ObjectCatalog {

  private final ObjectMapper mapper;
  private final TreeMap<ObjectRef, HasMetadata> objects = new TreeMap<>();
  private Map<ObjectRef, InForce> inForce = Map.of();
  private DesiredState state = DesiredState.empty();

  ObjectCatalog(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * An object in force.
   *
   * @param tree what it was made of, without its generation
   * @param generation as an API server counts it: from 1, one more with every change of the spec
   */
  private record InForce(
      Path file, int line, ObjectNode tree, long generation, HasMetadata object) {}

  /** The objects and the problems after a change of files. */
  record Result(DesiredState state, List<SourceProblem> problems) {}

  /**
   * Decides again what is in force.
   *
   * @param files by path: of two versions of an object, the one of the first file wins
   */
  Result update(SortedMap<Path, FileContent> files) {
    Merge merge = new Merge();
    files.forEach(merge::add);
    if (bringInForce(merge.next)) {
      state = DesiredState.ofSorted(objects);
    }
    merge.problems.sort(null);
    return new Result(state, merge.problems);
  }

  /** Whether any object is another one. */
  private boolean bringInForce(Map<ObjectRef, InForce> next) {
    boolean changed = false;
    for (Map.Entry<ObjectRef, InForce> entry : next.entrySet()) {
      HasMetadata object = entry.getValue().object;
      InForce before = inForce.get(entry.getKey());
      if (before == null || !before.object.equals(object)) {
        objects.put(entry.getKey(), object);
        changed = true;
      }
    }
    for (ObjectRef ref : inForce.keySet()) {
      if (!next.containsKey(ref)) {
        objects.remove(ref);
        changed = true;
      }
    }
    inForce = next;
    return changed;
  }

  /** {@code FILE:LINE} of every object in force. */
  Map<ObjectRef, String> locations() {
    return inForce.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> entry.getValue().file + ":" + entry.getValue().line));
  }

  private final class Merge {

    final Map<ObjectRef, InForce> next = HashMap.newHashMap(inForce.size());
    final List<SourceProblem> problems = new ArrayList<>();

    void add(Path file, FileContent content) {
      if (content.unreadable() != null) {
        problem(Severity.ERROR, file, 0, Optional.empty(), content.unreadable());
      }
      for (FileContent.Placed placed : content.documents()) {
        int firstLine = placed.document().firstLine();
        for (Finding finding : placed.content().findings()) {
          problem(
              finding.severity(),
              file,
              firstLine + finding.line(),
              finding.object(),
              finding.reason());
        }
        for (Item item : placed.content().items()) {
          item(file, firstLine + item.line(), item);
        }
      }
      if (content.hidesObjects()) {
        keepAllOf(file);
      }
    }

    private void item(Path file, int line, Item item) {
      InForce first = next.get(item.ref());
      if (first != null) {
        problem(
            Severity.ERROR,
            file,
            line,
            Optional.of(item.ref()),
            "defined first at "
                + first.file
                + ":"
                + first.line
                + ", which is in force (expected: one definition)");
        return;
      }
      InForce before = inForce.get(item.ref());
      switch (item) {
        case Good good -> next.put(item.ref(), take(file, line, good, before));
        case Broken _ -> {
          if (before != null) {
            next.put(item.ref(), before);
          }
        }
      }
    }

    private InForce take(Path file, int line, Good good, @Nullable InForce before) {
      if (before == null) {
        return new InForce(file, line, good.tree(), 1, object(good, 1));
      }
      if (before.tree.equals(good.tree())) {
        if (before.line == line && before.file.equals(file)) {
          return before;
        }
        return new InForce(file, line, before.tree, before.generation, before.object);
      }
      boolean sameSpec = withoutMetadata(before.tree).equals(withoutMetadata(good.tree()));
      long generation = sameSpec ? before.generation : before.generation + 1;
      return new InForce(file, line, good.tree(), generation, object(good, generation));
    }

    private void keepAllOf(Path file) {
      inForce.forEach(
          (ref, object) -> {
            if (object.file.equals(file)) {
              next.putIfAbsent(ref, object);
            }
          });
    }

    private void problem(
        Severity severity, Path file, int line, Optional<ObjectRef> object, String reason) {
      problems.add(new SourceProblem(severity, file.toString(), line, object, reason));
    }
  }

  /** The object with its generation. One that was in force before is not touched again. */
  private HasMetadata object(Good good, long generation) {
    HasMetadata object = good.object();
    if (object.getMetadata().getGeneration() == null) {
      object.getMetadata().setGeneration(generation);
      return object;
    }
    ObjectNode tree = good.tree().deepCopy();
    tree.withObject("/metadata").put("generation", generation);
    try {
      return mapper.treeToValue(tree, object.getClass());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(good.ref() + ": read once and not again", e);
    }
  }

  private static ObjectNode withoutMetadata(ObjectNode tree) {
    Map<String, JsonNode> fields = new TreeMap<>();
    tree.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.remove("metadata");
    fields.remove("status");
    return tree.objectNode().setAll(fields);
  }
}
