package dev.agentgateway.controlplane.source.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.kubernetes.WatchedKind.Use;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.StoredObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The objects as the API server last told.
 *
 * <p>What is stored beside the author's words (status, versions) is kept apart: it changes with
 * every status that is written, and must not look like a new desired state.
 *
 * <p>Threading: one thread at a time; {@link #stored} on any.
 */
final class ObjectTable {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final ObjectMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final TreeMap<ObjectRef, HasMetadata> objects = new TreeMap<>();
  private final Map<ObjectRef, StoredObject> stored = new ConcurrentHashMap<>();
  private final TreeMap<ObjectRef, SourceProblem> problems = new TreeMap<>();
  private final Map<ObjectRef, Set<ObjectRef>> mentions = new HashMap<>();
  private Set<ObjectRef> mentioned = Set.of();

  /** Objects that nothing mentions: they exist, and nothing else is known of them. */
  private final Set<ObjectRef> passedOver = new HashSet<>();

  private Set<ObjectRef> touched = new HashSet<>();
  private boolean changed = true;
  private boolean mentionsChanged;

  /** What is stored of every object, as it changes; on any thread. */
  Map<ObjectRef, StoredObject> stored() {
    return Collections.unmodifiableMap(stored);
  }

  /** Whether the objects, or what is wrong with them, changed since this was asked last. */
  boolean takeChanged() {
    boolean result = changed;
    changed = false;
    return result;
  }

  /** Objects of which something else is stored since this was asked last. */
  Set<ObjectRef> takeTouched() {
    Set<ObjectRef> result = touched;
    touched = new HashSet<>();
    return result;
  }

  /**
   * Objects that were passed over and are mentioned since this was asked last. What is mentioned no
   * more is forgotten.
   */
  Set<ObjectRef> takeWanted() {
    if (!mentionsChanged) {
      return Set.of();
    }
    mentionsChanged = false;
    Set<ObjectRef> before = mentioned;
    mentioned = mentions.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    for (ObjectRef ref : before) {
      if (!mentioned.contains(ref) && stored.containsKey(ref)) {
        remove(ref);
        passedOver.add(ref);
      }
    }
    return mentioned.stream().filter(passedOver::remove).collect(Collectors.toSet());
  }

  DesiredState state() {
    return DesiredState.ofSorted(objects);
  }

  List<SourceProblem> problems() {
    return List.copyOf(problems.values());
  }

  /** Takes all objects of a kind; what is not among them is there no more. */
  void listed(WatchedKind kind, List<GenericKubernetesResource> all) {
    Set<ObjectRef> there = all.stream().map(kind::ref).collect(Collectors.toSet());
    Set<ObjectRef> known = new HashSet<>(objects.keySet());
    known.addAll(problems.keySet());
    known.addAll(passedOver);
    known.stream()
        .filter(ref -> ref.kind().equals(kind.name()) && !there.contains(ref))
        .forEach(this::remove);
    all.forEach(object -> seen(kind, object));
  }

  /** Takes a new version of an object. */
  void seen(WatchedKind kind, GenericKubernetesResource object) {
    ObjectRef ref = kind.ref(object);
    if (kind.use() == Use.MENTIONED && !mentioned.contains(ref)) {
      passedOver.add(ref);
      return;
    }
    touched.add(ref);
    if (isStatusOnly(ref, object)) {
      JsonNode additional = mapper.valueToTree(object.getAdditionalProperties());
      stored.put(ref, stored(object, additional.path("status")));
      return;
    }
    ObjectNode tree = mapper.valueToTree(object);
    stored.put(ref, stored(kind, object, tree));
    if (kind.use() == Use.MENTIONING) {
      Set<ObjectRef> found = Mentions.in(tree.path("spec"), ref.namespace());
      mentionsChanged |= !found.equals(mentions.put(ref, found));
    }
    read(kind, ref, tree);
  }

  /** Takes an object that was asked for, unless its watch brought a later version meanwhile. */
  void fetched(WatchedKind kind, GenericKubernetesResource object) {
    StoredObject known = stored.get(kind.ref(object));
    if (known == null || stored(kind, object, mapper.valueToTree(object)).isLaterThan(known)) {
      seen(kind, object);
    }
  }

  /** Forgets an object. */
  void remove(ObjectRef ref) {
    changed |= objects.remove(ref) != null;
    changed |= problems.remove(ref) != null;
    mentionsChanged |= mentions.remove(ref) != null;
    passedOver.remove(ref);
    stored.remove(ref);
    touched.add(ref);
  }

  /**
   * Whether nothing but the status is new, as after each status that is written. Only where the
   * object has a generation, which changes with the rest.
   */
  private boolean isStatusOnly(ObjectRef ref, GenericKubernetesResource object) {
    HasMetadata known = objects.get(ref);
    if (known == null || problems.containsKey(ref)) {
      return false;
    }
    ObjectMeta before = known.getMetadata();
    ObjectMeta now = object.getMetadata();
    return now.getGeneration() != null
        && now.getGeneration().equals(before.getGeneration())
        && Objects.equals(now.getUid(), before.getUid())
        && Objects.equals(now.getDeletionTimestamp(), before.getDeletionTimestamp())
        && Objects.equals(now.getOwnerReferences(), before.getOwnerReferences())
        && Objects.equals(now.getLabels(), before.getLabels())
        && annotations(now).equals(annotations(before));
  }

  private static Map<String, String> annotations(ObjectMeta metadata) {
    Map<String, String> all =
        new HashMap<>(Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
    all.remove(LAST_APPLIED);
    return all;
  }

  /** An object that cannot be read keeps its last good version. */
  private void read(WatchedKind kind, ObjectRef ref, ObjectNode tree) {
    try {
      HasMetadata object = mapper.treeToValue(tree, kind.type());
      changed |= problems.remove(ref) != null;
      // The object that is there is kept where it is equal: who compares sees that at once.
      if (!object.equals(objects.get(ref))) {
        objects.put(ref, object);
        changed = true;
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String message =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      SourceProblem problem =
          new SourceProblem(
              Severity.ERROR,
              "API server",
              0,
              Optional.of(ref),
              "not a valid " + kind.name() + ": " + message);
      changed |= !problem.equals(problems.put(ref, problem));
    }
  }

  /** Takes what is stored beside the author's words out of the tree. */
  private static StoredObject stored(
      WatchedKind kind, GenericKubernetesResource object, ObjectNode tree) {
    JsonNode status = tree.path("status");
    // A Gateway's address is in the status of its Service.
    if (kind.type() != Service.class) {
      tree.remove("status");
    }
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    metadata.remove(List.of("managedFields", "resourceVersion", "selfLink"));
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LAST_APPLIED);
    }
    return stored(object, status);
  }

  private static StoredObject stored(GenericKubernetesResource object, JsonNode status) {
    return new StoredObject(
        object.getApiVersion(),
        object.getMetadata().getResourceVersion(),
        Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L),
        status);
  }
}
