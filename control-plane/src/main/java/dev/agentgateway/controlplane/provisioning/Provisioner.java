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
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every Gateway its proxies, while this replica leads. What others change of them is put
 * right when it is seen, within {@link #REPAIR} where it is not; what a Gateway owned goes with it.
 *
 * <p>Threading: one thread does everything; a watch tells it what is not as it was.
 */
public final class Provisioner implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Provisioner.class);

  /** Owns the fields of what is provisioned. */
  private static final String FIELD_MANAGER = "agentgateway.dev-provisioning";

  static final Duration REPAIR = Duration.ofMinutes(1);

  /** Between two repairs of a Gateway, so that a quarrel with another controller stays slow. */
  private static final Duration BETWEEN_REPAIRS = Duration.ofSeconds(1);

  /** Between two looks at a workload that takes another one's place. */
  private static final Duration UNTIL_READY = Duration.ofSeconds(5);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** An object that the API server finds invalid is not better a second later. */
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final ProxyObjects proxies;
  private final ProxyTrust trust;
  private final Supplier<DesiredState> state;
  private final Supplier<Set<ObjectRef>> gateways;
  private final Consumer<Map<ObjectRef, String>> failures;
  private final ObjectMapper mapper = new ObjectMapper();
  private final PatchContext context =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();
  private final Map<ObjectRef, Given> given = new HashMap<>();
  private final Set<ObjectRef> differing = ConcurrentHashMap.newKeySet();
  private Map<ObjectRef, String> toldFailures = Map.of();
  private final OwnedObjects owned;
  private final LeaderThread thread;

  /**
   * What a Gateway is given.
   *
   * @param inputs what the objects depend on
   * @param isApplied whether nothing is left to do
   * @param dueNanos when it is tried again where something is left
   * @param failure empty where it went well
   */
  private record Given(
      Inputs inputs, List<ObjectNode> objects, boolean isApplied, long dueNanos, String failure) {}

  /**
   * What objects depend on.
   *
   * @param authorities that proxies verify the control plane by
   */
  private record Inputs(List<HasMetadata> objects, Optional<String> authorities) {}

  /**
   * A provisioner that does nothing yet.
   *
   * @param trust how proxies and the control plane know each other
   * @param gateways those that are this controller's
   * @param failures told why Gateways cannot be given what they need, all that there are, when that
   *     changes; on the provisioner's thread
   */
  public Provisioner(
      KubernetesClient client,
      ProxySettings settings,
      ProxyTrust trust,
      Supplier<DesiredState> state,
      Supplier<Set<ObjectRef>> gateways,
      Consumer<Map<ObjectRef, String>> failures) {
    this.client = client;
    this.proxies = new ProxyObjects(settings, trust);
    this.trust = trust;
    this.state = state;
    this.gateways = gateways;
    this.failures = failures;
    this.owned = new OwnedObjects(client, this::differs);
    this.thread = new LeaderThread("provisioner", new Work());
  }

  /** Starts its thread; nothing is applied before this replica leads. */
  public void start() {
    thread.start();
    owned.start();
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
    owned.close();
    thread.close();
  }

  private void differs(ObjectRef gateway) {
    differing.add(gateway);
    thread.wake();
  }

  private final class Work implements LeaderThread.Work {
    private long repairedNanos = System.nanoTime();

    @Override
    public long pass() {
      if (System.nanoTime() - repairedNanos >= REPAIR.toNanos()) {
        forget();
      }
      return Provisioner.this.pass();
    }

    @Override
    public void forget() {
      given.clear();
      repairedNanos = System.nanoTime();
      if (!thread.leads()) {
        tellFailures();
      }
    }
  }

  private long pass() {
    DesiredState current = state.get();
    Set<ObjectRef> own = gateways.get();
    given.keySet().retainAll(own);
    differing.retainAll(own);
    long nextNanos = REPAIR.toNanos();
    for (ObjectRef ref : own) {
      if (!thread.leads()) {
        break;
      }
      Gateway gateway = current.get(Gateway.class, ref.namespace(), ref.name()).orElse(null);
      if (gateway == null || gateway.getMetadata().getDeletionTimestamp() != null) {
        continue;
      }
      Given now = give(ref, gateway, current);
      if (!now.isApplied() || differing.contains(ref)) {
        nextNanos = Math.min(nextNanos, Math.max(1, now.dueNanos() - System.nanoTime()));
      }
    }
    tellFailures();
    return nextNanos;
  }

  private void tellFailures() {
    Map<ObjectRef, String> now = new HashMap<>();
    given.forEach(
        (gateway, each) -> {
          if (!each.failure().isEmpty()) {
            now.put(gateway, each.failure());
          }
        });
    if (!now.equals(toldFailures)) {
      toldFailures = Map.copyOf(now);
      failures.accept(toldFailures);
    }
  }

  private Given give(ObjectRef ref, Gateway gateway, DesiredState current) {
    Inputs inputs = new Inputs(ProxyObjects.inputs(gateway, current), trust.authorities());
    Given before = given.get(ref);
    boolean same = before != null && before.inputs().equals(inputs);
    if (before != null && same) {
      boolean due = System.nanoTime() - before.dueNanos() >= 0;
      if (!due || (before.isApplied() && !differing.contains(ref))) {
        return before;
      }
    }
    differing.remove(ref);
    List<ObjectNode> objects =
        before == null || !same ? proxies.of(gateway, current) : before.objects();
    Given now = apply(ref, inputs, objects, before == null ? "" : before.failure());
    given.put(ref, now);
    return now;
  }

  private Given apply(
      ObjectRef gateway, Inputs inputs, List<ObjectNode> objects, String lastFailure) {
    try {
      boolean ready = true;
      for (ObjectNode object : objects) {
        OwnedKind kind = OwnedKind.of(object.path("kind").asText());
        GenericKubernetesResource stored =
            client
                .genericKubernetesResources(kind.context())
                .resource(mapper.convertValue(object, GenericKubernetesResource.class))
                .patch(context);
        owned.applied(kind, stored);
        ready &= !kind.isWorkload() || Workloads.isReady(mapper.valueToTree(stored));
      }
      boolean isApplied = removeUnwanted(gateway, objects, ready);
      Duration pause = isApplied ? BETWEEN_REPAIRS : UNTIL_READY;
      return new Given(inputs, objects, isApplied, System.nanoTime() + pause.toNanos(), "");
    } catch (KubernetesClientException e) {
      String failure = String.valueOf(e.getMessage());
      if (!failure.equals(lastFailure)) {
        log.atWarn()
            .addKeyValue("gateway", gateway)
            .addKeyValue("reason", failure)
            .log("proxies cannot be provisioned, trying again");
      }
      boolean refused =
          e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
              || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              || e.getCode() == Workloads.UNPROCESSABLE;
      Duration pause = refused ? AFTER_REFUSAL : AFTER_FAILURE;
      return new Given(inputs, objects, false, System.nanoTime() + pause.toNanos(), failure);
    }
  }

  /**
   * Removes what parameters asked for once and ask for no more; a workload once the one that takes
   * its place is ready.
   *
   * @return whether nothing is left
   */
  private boolean removeUnwanted(ObjectRef gateway, List<ObjectNode> wanted, boolean ready) {
    Set<String> kinds =
        wanted.stream().map(each -> each.path("kind").asText()).collect(Collectors.toSet());
    boolean nothingLeft = true;
    for (OwnedKind kind : OwnedKind.values()) {
      if (kinds.contains(kind.kind())) {
        continue;
      }
      var resource =
          client
              .genericKubernetesResources(kind.context())
              .inNamespace(gateway.namespace())
              .withName(ProxyNames.of(gateway.name()));
      GenericKubernetesResource there = resource.get();
      if (there != null && isOurs(there)) {
        if (kind.isWorkload() && !ready) {
          nothingLeft = false;
        } else {
          resource.delete();
        }
      }
    }
    return nothingLeft;
  }

  private static boolean isOurs(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && ProxyObjects.MANAGER.equals(labels.get(ProxyObjects.MANAGED_BY));
  }
}
