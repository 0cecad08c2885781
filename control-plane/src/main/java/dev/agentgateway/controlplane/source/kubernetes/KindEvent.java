package dev.agentgateway.controlplane.source.kubernetes;

import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Optional;

/** What the API server said about a kind. */
sealed interface KindEvent {

  /** All objects there are. */
  record Listed(WatchedKind kind, List<GenericKubernetesResource> objects) implements KindEvent {}

  /** The API server does not know the kind: its CRD is not installed. */
  record Absent(WatchedKind kind) implements KindEvent {}

  /** An object is new or changed. */
  record Seen(WatchedKind kind, GenericKubernetesResource object) implements KindEvent {}

  /** An object was deleted. */
  record Gone(WatchedKind kind, GenericKubernetesResource object) implements KindEvent {}

  /** The answer about one object; empty where it is not there. */
  record Fetched(ObjectRef ref, Optional<GenericKubernetesResource> object) implements KindEvent {}

  /** The kind cannot be read now. */
  record Failed(WatchedKind kind, String why) implements KindEvent {}

  /** The kind is being watched. */
  record Watched(WatchedKind kind) implements KindEvent {}
}
