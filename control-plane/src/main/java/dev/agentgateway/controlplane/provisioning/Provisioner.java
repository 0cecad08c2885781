package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.concurrent.locks.LockSupport;
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
  private final Thread thread;
  private volatile boolean leads;
  private volatile boolean closed;

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
    this.thread = Thread.ofPlatform().name("provisioner").daemon().unstarted(this::run);
  }

  /** Starts its thread; nothing is applied before this replica leads. */
  public void start() {
    thread.start();
  }

  /** Whether this replica is the one that provisions. */
  public void lead(boolean leading) {
    leads = leading;
    wake();
  }

  /** Gateways or their parameters may have changed. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long repairedNanos = System.nanoTime();
    while (!closed) {
      if (System.nanoTime() - repairedNanos >= REPAIR.toNanos() || !leads) {
        applied.clear();
        repairedNanos = System.nanoTime();
      }
      if (leads) {
        pass();
      }
      LockSupport.parkNanos(this, failing.isEmpty() ? REPAIR.toNanos() : AFTER_FAILURE.toNanos());
    }
  }

  private void pass() {
    DesiredState current = state.get();
    Set<ObjectRef> own = gateways.get();
    applied.keySet().retainAll(own);
    failing.retainAll(own);
    for (ObjectRef ref : own) {
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
