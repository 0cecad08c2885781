package dev.agentgateway.controlplane.state;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The namespaces of a state: those that it holds and those that its objects mention. */
final class Namespaces {

  /** The label that an API server puts on every namespace. */
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private Namespaces() {}

  static Map<String, Namespace> of(NavigableMap<ObjectRef, HasMetadata> objects) {
    TreeMap<String, Namespace> namespaces = new TreeMap<>();
    for (Map.Entry<ObjectRef, HasMetadata> entry : objects.entrySet()) {
      if (entry.getValue() instanceof Namespace namespace) {
        namespaces.put(entry.getKey().name(), labelled(namespace));
      }
    }
    for (ObjectRef ref : objects.keySet()) {
      if (!ref.namespace().isEmpty()) {
        namespaces.computeIfAbsent(ref.namespace(), Namespaces::mentioned);
      }
    }
    return Collections.unmodifiableMap(namespaces);
  }

  static Map<String, String> labels(String name) {
    return Map.of(NAME_LABEL, name);
  }

  private static Namespace labelled(Namespace namespace) {
    String name = namespace.getMetadata().getName();
    Map<String, String> labels = namespace.getMetadata().getLabels();
    if (labels != null && name.equals(labels.get(NAME_LABEL))) {
      return namespace;
    }
    return new NamespaceBuilder(namespace)
        .editMetadata()
        .addToLabels(NAME_LABEL, name)
        .endMetadata()
        .build();
  }

  private static Namespace mentioned(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels(name))
        .endMetadata()
        .build();
  }
}
