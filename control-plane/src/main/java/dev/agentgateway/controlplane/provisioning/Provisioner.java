package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.leadership.LeaderThread;
import dev.agentgateway.controlplane.leadership.Leads;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every Gateway its proxies, while this replica leads. What others changed is put right
 * within {@link #REPAIR}; what a Gateway owned goes with it.
 *
 * <p>Threading: one thread does everything.
 */
public final class Provisioner implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Provisioner.class);

  /** Owns the fields of what is provisioned. */
  private static final String FIELD_MANAGER = "agentgateway.dev-provisioning";

  static final Duration REPAIR = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private static final Map<String, String> API_VERSIONS =
      Map.of(
          "HorizontalPodAutoscaler", "autoscaling/v2",
          "PodDisruptionBudget", "policy/v1");

  private final KubernetesClient client;
  private final ProxyObjects proxies;
  private final Supplier<DesiredState> state;
  private final Supplier<Set<ObjectRef>> gateways;
  private final ObjectMapper mapper = new ObjectMapper();
  private final PatchContext context =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();
  private final Map<ObjectRef, List<ObjectNode>> applied = new HashMap<>();
  private final Set<ObjectRef> failing = new HashSet<>();
  private final LeaderThread thread;

  /**
   * A provisioner that does nothing yet.
   *
   * @param gateways those that are this controller's
   */
  public Provisioner(
      KubernetesClient client,
      ProxySettings settings,
      Supplier<DesiredState> state,
      Supplier<Set<ObjectRef>> gateways) {
    this.client = client;
    this.proxies = new ProxyObjects(settings);
    this.state = state;
    this.gateways = gateways;
    this.thread = new LeaderThread("provisioner", new Work());
  }

  /** Starts its thread; nothing is applied before this replica leads. */
  public void start() {
    thread.start();
  }

  /** To be told whether this replica is the one that provisions. */
  public Leads leads() {
    return thread;
  }

  /** Gateways or their parameters may have changed. */
  public void wake() {
    thread.wake();
  }

  @Override
  public void close() {
    thread.close();
  }

  private final class Work implements LeaderThread.Work {
    private long repairedNanos = System.nanoTime();

    @Override
    public long pass() {
      if (System.nanoTime() - repairedNanos >= REPAIR.toNanos()) {
        forget();
      }
      Provisioner.this.pass();
      return failing.isEmpty() ? REPAIR.toNanos() : AFTER_FAILURE.toNanos();
    }

    @Override
    public void forget() {
      applied.clear();
      repairedNanos = System.nanoTime();
    }
  }

  private void pass() {
    DesiredState current = state.get();
    Set<ObjectRef> own = gateways.get();
    applied.keySet().retainAll(own);
    failing.retainAll(own);
    for (ObjectRef ref : own) {
      if (!thread.leads()) {
        return;
      }
      Gateway gateway = current.get(Gateway.class, ref.namespace(), ref.name()).orElse(null);
      if (gateway == null || gateway.getMetadata().getDeletionTimestamp() != null) {
        continue;
      }
      List<ObjectNode> wanted = proxies.of(gateway, current);
      if (!wanted.equals(applied.get(ref))) {
        apply(ref, wanted);
      }
    }
  }

  private void apply(ObjectRef gateway, List<ObjectNode> wanted) {
    try {
      for (ObjectNode object : wanted) {
        client
            .resource(mapper.convertValue(object, GenericKubernetesResource.class))
            .patch(context);
      }
      removeUnwanted(gateway, wanted);
      applied.put(gateway, wanted);
      failing.remove(gateway);
    } catch (KubernetesClientException e) {
      if (failing.add(gateway)) {
        log.atWarn()
            .addKeyValue("gateway", gateway)
            .addKeyValue("reason", e.getMessage())
            .log("proxies cannot be provisioned, trying again");
      }
    }
  }

  /** Removes what parameters asked for once and ask for no more. */
  private void removeUnwanted(ObjectRef gateway, List<ObjectNode> wanted) {
    for (Map.Entry<String, String> kind : API_VERSIONS.entrySet()) {
      if (wanted.stream().anyMatch(each -> each.path("kind").asText().equals(kind.getKey()))) {
        continue;
      }
      HasMetadata there =
          client
              .genericKubernetesResources(kind.getValue(), kind.getKey())
              .inNamespace(gateway.namespace())
              .withName(ProxyNames.of(gateway.name()))
              .get();
      if (there != null && isOurs(there)) {
        client.resource(there).delete();
      }
    }
  }

  private static boolean isOurs(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && ProxyObjects.MANAGER.equals(labels.get(ProxyObjects.MANAGED_BY));
  }
}
