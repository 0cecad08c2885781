package dev.agentgateway.controlplane.status.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.StoredObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;

/** Applies a status to an object. */
@FunctionalInterface
public interface StatusClient {

  /** Owns the fields of statuses that this program writes. */
  String FIELD_MANAGER = "agentgateway.dev-agentgateway";

  /**
   * Applies a status and returns what is stored then.
   *
   * @param known the version that the status was made for
   * @throws KubernetesClientException with code 409 where the object has another version by now
   */
  StoredObject apply(ObjectRef ref, StoredObject known, ObjectNode status);

  /** Server-side apply through a client. */
  static StatusClient of(KubernetesClient client) {
    ObjectMapper mapper = new ObjectMapper();
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();
    return (ref, known, status) -> {
      GenericKubernetesResource patch = new GenericKubernetesResource();
      patch.setApiVersion(known.apiVersion());
      patch.setKind(ref.kind());
      patch.setMetadata(
          new ObjectMetaBuilder()
              .withName(ref.name())
              .withNamespace(ref.namespace().isEmpty() ? null : ref.namespace())
              .withResourceVersion(known.resourceVersion())
              .build());
      patch.setAdditionalProperties(Map.of("status", mapper.convertValue(status, Object.class)));
      GenericKubernetesResource answer =
          client.resource(patch).subresource("status").patch(context);
      JsonNode stored = mapper.valueToTree(answer.getAdditionalProperties().get("status"));
      return new StoredObject(
          answer.getApiVersion(),
          answer.getMetadata().getResourceVersion(),
          Objects.requireNonNullElse(answer.getMetadata().getGeneration(), 0L),
          stored);
    };
  }
}
