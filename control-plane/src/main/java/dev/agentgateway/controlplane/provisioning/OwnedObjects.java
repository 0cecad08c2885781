package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what Gateways are given, and tells of a Gateway some of whose objects are not as they
 * were applied any more. Statuses do not count.
 *
 * <p>Threading: Gateways are told on threads of the client.
 */
final class OwnedObjects implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OwnedObjects.class);

  private final KubernetesClient client;
  private final Consumer<ObjectRef> changed;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<ObjectRef, JsonNode> applied = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();

  /**
   * A watch that does nothing yet.
   *
   * @param changed told of Gateways, at times more often than something changed
   */
  OwnedObjects(KubernetesClient client, Consumer<ObjectRef> changed) {
    this.client = client;
    this.changed = changed;
  }

  /** Starts watching; called once. */
  void start() {
    for (OwnedKind kind : OwnedKind.values()) {
      SharedIndexInformer<GenericKubernetesResource> informer =
          client
              .genericKubernetesResources(kind.context())
              .inAnyNamespace()
              .withLabel(ProxyObjects.MANAGED_BY, ProxyObjects.MANAGER)
              .runnableInformer(0)
              .addEventHandler(new Handler(kind))
              .exceptionHandler(
                  (started, failure) -> {
                    log.atDebug()
                        .addKeyValue("kind", kind.kind())
                        .setCause(failure)
                        .log("what Gateways are given cannot be watched, trying again");
                    return true;
                  });
      informers.add(informer);
      informer.start();
    }
  }

  /** Takes what is stored of an object after it was applied. */
  void applied(OwnedKind kind, GenericKubernetesResource stored) {
    applied.put(ref(kind, stored), shape(stored));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }

  private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
    private final OwnedKind kind;

    Handler(OwnedKind kind) {
      this.kind = kind;
    }

    @Override
    public void onAdd(GenericKubernetesResource object) {
      seen(object);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
      seen(object);
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {
      if (applied.remove(ref(kind, object)) != null) {
        tell(object);
      }
    }

    private void seen(GenericKubernetesResource object) {
      JsonNode known = applied.get(ref(kind, object));
      if (known != null && !known.equals(shape(object))) {
        tell(object);
      }
    }

    private void tell(GenericKubernetesResource object) {
      for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
        if (owner.getKind().equals("Gateway")) {
          changed.accept(
              new ObjectRef("Gateway", object.getMetadata().getNamespace(), owner.getName()));
          return;
        }
      }
      // Somebody took the owner away: the name says whose it is, unless it had to be changed.
      changed.accept(
          new ObjectRef(
              "Gateway", object.getMetadata().getNamespace(), object.getMetadata().getName()));
    }
  }

  private static ObjectRef ref(OwnedKind kind, GenericKubernetesResource object) {
    return new ObjectRef(
        kind.kind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  /** What of an object matters. */
  private JsonNode shape(GenericKubernetesResource object) {
    ObjectNode tree = mapper.valueToTree(object);
    tree.remove("status");
    if (tree.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("managedFields", "resourceVersion", "generation"));
    }
    return tree;
  }
}
