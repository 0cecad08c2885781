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

  /** Of the process before; asked until everything was read once. */
  private Map<ObjectRef, InForce> restored = Map.of();

  private DesiredState state = DesiredState.empty();

  ObjectCatalog(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * An object in force.
   *
   * @param tree what it was made of, without its generation
   * @param generation as an API server counts it: from 1, one more with every change of the spec
   * @param beforeRestart whether only the process before has read it
   */
  private record InForce(
      Path file,
      int line,
      ObjectNode tree,
      long generation,
      HasMetadata object,
      boolean beforeRestart) {
    boolean isAt(Path otherFile, int otherLine) {
      return line == otherLine && file.equals(otherFile);
    }
  }

  /** The objects and the problems after a change of files. */
  record Result(DesiredState state, List<SourceProblem> problems) {}

  /**
   * Decides again what is in force.
   *
   * @param files by path: of two versions of an object, the one of the first file wins
   * @param complete whether every file was read: what is in none of them is gone
   */
  Result update(SortedMap<Path, FileContent> files, boolean complete) {
    Merge merge = new Merge();
    files.forEach(merge::add);
    if (complete) {
      restored = Map.of();
    }
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

  /** Takes over what the process before had in force, before anything is read. */
  void restore(List<KeptObject> objects) {
    Map<ObjectRef, InForce> known = HashMap.newHashMap(objects.size());
    for (KeptObject kept : objects) {
      HasMetadata object = object(kept);
      if (object != null) {
        known.put(
            kept.ref(),
            new InForce(kept.file(), kept.line(), kept.tree(), kept.generation(), object, true));
      }
    }
    restored = known;
  }

  /** What the next process should take over. */
  List<KeptObject> kept() {
    List<KeptObject> kept = new ArrayList<>(inForce.size());
    // In the order of their names.
    for (ObjectRef ref : objects.keySet()) {
      InForce each = inForce.get(ref);
      if (each != null) {
        kept.add(new KeptObject(ref, each.file, each.line, each.generation, each.tree));
      }
    }
    return kept;
  }

  /** Null: this version does not read such an object any more. */
  private @Nullable HasMetadata object(KeptObject kept) {
    String apiVersion = kept.tree().path("apiVersion").asText();
    int slash = apiVersion.indexOf('/');
    ObjectKind kind =
        ObjectKind.find(slash < 0 ? "" : apiVersion.substring(0, slash), kept.ref().kind());
    if (kind == null) {
      return null;
    }
    ObjectNode tree = kept.tree().deepCopy();
    tree.withObject("/metadata").put("generation", kept.generation());
    try {
      return mapper.treeToValue(tree, kind.type());
    } catch (JsonProcessingException e) {
      return null;
    }
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
        keepAllOf(file, content.breakLine());
      }
    }

    private @Nullable InForce before(ObjectRef ref) {
      InForce before = inForce.get(ref);
      return before == null ? restored.get(ref) : before;
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
      InForce before = before(item.ref());
      switch (item) {
        case Good good -> next.put(item.ref(), take(file, line, good, before));
        case Broken _ -> {
          if (before != null) {
            keep(file, line, item.ref(), before);
          }
        }
      }
    }

    private InForce take(Path file, int line, Good good, @Nullable InForce before) {
      if (before == null) {
        return new InForce(file, line, good.tree(), 1, object(good, 1), false);
      }
      if (same(before.tree, good.tree())) {
        if (before.beforeRestart) {
          return new InForce(
              file, line, good.tree(), before.generation, object(good, before.generation), false);
        }
        return before.isAt(file, line)
            ? before
            : new InForce(file, line, before.tree, before.generation, before.object, false);
      }
      boolean sameSpec = same(withoutMetadata(before.tree), withoutMetadata(good.tree()));
      long generation = sameSpec ? before.generation : before.generation + 1;
      return new InForce(file, line, good.tree(), generation, object(good, generation), false);
    }

    private void keepAllOf(Path file, int breakLine) {
      inForce.forEach((ref, object) -> keepOf(file, breakLine, ref, object));
      restored.forEach((ref, object) -> keepOf(file, breakLine, ref, object));
    }

    private void keepOf(Path file, int breakLine, ObjectRef ref, InForce object) {
      if (object.file.equals(file) && !next.containsKey(ref)) {
        keep(file, breakLine, ref, object);
      }
    }

    /** Keeps what was in force because of a break at a line. */
    private void keep(Path file, int line, ObjectRef ref, InForce object) {
      next.put(ref, object);
      if (object.beforeRestart) {
        problem(
            Severity.WARNING,
            file,
            line,
            Optional.of(ref),
            "kept from before the restart, as it was at " + object.file + ":" + object.line);
      }
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

  /** Whether two trees say the same; one that was kept holds some numbers as other types. */
  private static boolean same(ObjectNode one, ObjectNode other) {
    return one.equals(other) || one.equals(ObjectCatalog::compare, other);
  }

  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  private static ObjectNode withoutMetadata(ObjectNode tree) {
    Map<String, JsonNode> fields = new TreeMap<>();
    tree.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.remove("metadata");
    fields.remove("status");
    return tree.objectNode().setAll(fields);
  }
}
