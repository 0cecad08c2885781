package dev.agentgateway.controlplane.state;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.controlplane.state.gatewayapi.GRPCRoute;
import dev.agentgateway.controlplane.state.gatewayapi.ListenerSet;
import dev.agentgateway.controlplane.state.gatewayapi.TCPRoute;
import dev.agentgateway.controlplane.state.gatewayapi.TLSRoute;
import dev.agentgateway.controlplane.state.gatewayapi.UDPRoute;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every object that a source saw, at one instant, sorted by kind, namespace and name.
 *
 * <p>Objects are shared with earlier and later states and are never changed. Two states are equal
 * if their objects are; an object that both share is not compared field by field. Text forms hold
 * names only, so that no Secret is ever printed.
 */
public final class DesiredState {

  /** The kinds that a state holds. */
  private static final Map<Class<? extends HasMetadata>, String> KINDS = kinds();

  private static final DesiredState EMPTY = new DesiredState(new TreeMap<>());

  private final NavigableMap<ObjectRef, HasMetadata> objects;
  private final Map<String, Namespace> namespaces;
  private final Map<String, List<EndpointSlice>> slicesByService;

  private DesiredState(NavigableMap<ObjectRef, HasMetadata> objects) {
    this.objects = objects;
    this.namespaces = Namespaces.of(objects);
    this.slicesByService = EndpointSlices.byService(all(EndpointSlice.class));
  }

  /** The state without objects. */
  public static DesiredState empty() {
    return EMPTY;
  }

  /**
   * The state of these objects.
   *
   * @throws IllegalArgumentException if two objects have the same reference, or one is of a kind
   *     that a state does not hold
   */
  public static DesiredState of(Collection<? extends HasMetadata> objects) {
    TreeMap<ObjectRef, HasMetadata> sorted = new TreeMap<>();
    for (HasMetadata object : objects) {
      ObjectRef ref = refOf(object);
      if (sorted.putIfAbsent(ref, object) != null) {
        throw new IllegalArgumentException(ref + ": present twice (expected: once)");
      }
    }
    return new DesiredState(sorted);
  }

  /**
   * The state of these objects by their references, in linear time.
   *
   * @param objects sorted as references compare; each under the reference that names it
   */
  public static DesiredState ofSorted(SortedMap<ObjectRef, HasMetadata> objects) {
    return new DesiredState(new TreeMap<>(objects));
  }

  /** Names an object. Its kind must be one that a state holds. */
  public static ObjectRef refOf(HasMetadata object) {
    String kind = KINDS.get(object.getClass());
    if (kind == null) {
      throw new IllegalArgumentException(
          object.getClass().getName()
              + ": not a kind of the desired state (expected: "
              + KINDS
              + ")");
    }
    String namespace = object.getMetadata().getNamespace();
    return new ObjectRef(kind, namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  /** Every object, sorted. */
  public Collection<HasMetadata> objects() {
    return objects.values();
  }

  /** The object of this reference. */
  public Optional<HasMetadata> object(ObjectRef ref) {
    return Optional.ofNullable(objects.get(ref));
  }

  /** The object of this kind and name; {@code namespace} is empty for cluster-scoped kinds. */
  public <T extends HasMetadata> Optional<T> get(Class<T> kind, String namespace, String name) {
    return Optional.ofNullable(
        kind.cast(objects.get(new ObjectRef(kindOf(kind), namespace, name))));
  }

  /** All objects of a kind, sorted by namespace and name. */
  public <T extends HasMetadata> List<T> all(Class<T> kind) {
    return cast(kind, objects.subMap(first(kind, ""), true, afterKind(kind), false));
  }

  /** All objects of a kind in one namespace, sorted by name. */
  public <T extends HasMetadata> List<T> in(Class<T> kind, String namespace) {
    return cast(
        kind, objects.subMap(first(kind, namespace), true, first(kind, namespace + "\0"), false));
  }

  public List<GatewayClass> gatewayClasses() {
    return all(GatewayClass.class);
  }

  public List<Gateway> gateways() {
    return all(Gateway.class);
  }

  public List<HTTPRoute> httpRoutes() {
    return all(HTTPRoute.class);
  }

  public List<ReferenceGrant> referenceGrants(String namespace) {
    return in(ReferenceGrant.class, namespace);
  }

  public List<AgentgatewayPolicy> policies() {
    return all(AgentgatewayPolicy.class);
  }

  public List<AgentgatewayBackend> backends() {
    return all(AgentgatewayBackend.class);
  }

  public Optional<Service> service(String namespace, String name) {
    return get(Service.class, namespace, name);
  }

  public Optional<AgentgatewayBackend> backend(String namespace, String name) {
    return get(AgentgatewayBackend.class, namespace, name);
  }

  public Optional<Secret> secret(String namespace, String name) {
    return get(Secret.class, namespace, name);
  }

  public Optional<ConfigMap> configMap(String namespace, String name) {
    return get(ConfigMap.class, namespace, name);
  }

  /** The slices that belong to a Service by their {@code kubernetes.io/service-name} label. */
  public List<EndpointSlice> endpointSlices(String namespace, String serviceName) {
    return slicesByService.getOrDefault(namespace + "/" + serviceName, List.of());
  }

  /**
   * Every namespace that there is or that an object mentions, by name. Each has the label {@code
   * kubernetes.io/metadata.name}.
   */
  public Map<String, Namespace> namespaces() {
    return namespaces;
  }

  /** Labels of a namespace; of one that nothing mentions, only its name. */
  public Map<String, String> namespaceLabels(String namespace) {
    Namespace known = namespaces.get(namespace);
    return known == null ? Namespaces.labels(namespace) : known.getMetadata().getLabels();
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof DesiredState that) || objects.size() != that.objects.size()) {
      return false;
    }
    // Both are sorted, so that one pass over both is enough. Shared objects cost next to nothing:
    // equals() of every model class looks at identity first.
    Iterator<Map.Entry<ObjectRef, HasMetadata>> theirs = that.objects.entrySet().iterator();
    for (Map.Entry<ObjectRef, HasMetadata> mine : objects.entrySet()) {
      if (!mine.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return objects.keySet().hashCode();
  }

  @Override
  public String toString() {
    return "DesiredState" + objects.keySet();
  }

  private static <T extends HasMetadata> List<T> cast(
      Class<T> kind, SortedMap<ObjectRef, HasMetadata> found) {
    return found.values().stream().map(kind::cast).toList();
  }

  private static ObjectRef first(Class<? extends HasMetadata> kind, String namespace) {
    return new ObjectRef(kindOf(kind), namespace, "");
  }

  private static ObjectRef afterKind(Class<? extends HasMetadata> kind) {
    return new ObjectRef(kindOf(kind) + "\0", "", "");
  }

  private static String kindOf(Class<? extends HasMetadata> kind) {
    String name = KINDS.get(kind);
    if (name == null) {
      throw new IllegalArgumentException(
          kind.getName() + ": not a kind of the desired state (expected: " + KINDS + ")");
    }
    return name;
  }

  private static Map<Class<? extends HasMetadata>, String> kinds() {
    Map<Class<? extends HasMetadata>, String> kinds = new LinkedHashMap<>();
    for (Class<? extends HasMetadata> kind :
        List.of(
            GatewayClass.class,
            Gateway.class,
            HTTPRoute.class,
            ReferenceGrant.class,
            BackendTLSPolicy.class,
            Service.class,
            EndpointSlice.class,
            Secret.class,
            ConfigMap.class,
            Namespace.class,
            AgentgatewayPolicy.class,
            AgentgatewayBackend.class,
            AgentgatewayParameters.class,
            GRPCRoute.class,
            TCPRoute.class,
            TLSRoute.class,
            UDPRoute.class,
            ListenerSet.class)) {
      kinds.put(kind, kind.getSimpleName());
    }
    return kinds;
  }
}
