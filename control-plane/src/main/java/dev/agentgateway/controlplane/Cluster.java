package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig;
import dev.agentgateway.controlplane.leadership.Leadership;
import dev.agentgateway.controlplane.leadership.Leads;
import dev.agentgateway.controlplane.provisioning.Provisioner;
import dev.agentgateway.controlplane.provisioning.ProxyNames;
import dev.agentgateway.controlplane.provisioning.ProxySettings;
import dev.agentgateway.controlplane.provisioning.ProxyTrust;
import dev.agentgateway.controlplane.sealing.SealingKeyStore;
import dev.agentgateway.controlplane.source.Source;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.source.kubernetes.KubernetesSource;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.status.kubernetes.StatusClient;
import dev.agentgateway.controlplane.status.kubernetes.StatusWriter;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.trust.CertificateKeeper;
import dev.agentgateway.controlplane.trust.ProxyAuthentication;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a control plane has to do with a Kubernetes API server: it reads objects, and while it leads
 * it writes their statuses and provisions proxies.
 */
final class Cluster implements AutoCloseable {

  /** Name of the Lease of all replicas, and of their Service. */
  private static final String LEASE = "agentgateway-control-plane";

  private static final String DEFAULT_NAMESPACE = "agentgateway-system";

  private final ControlPlaneConfig settings;
  private final KubernetesClient client;
  private final String namespace;
  private final XdsSecurity security;
  private final KubernetesSource source;
  private final StatusWriter writer;
  private final Optional<Provisioner> provisioner;
  private final Leadership leadership;

  /** Takes the API server from the kubeconfig, or inside a pod from its service account. */
  Cluster(
      ControlPlaneConfig settings,
      Consumer<SourceUpdate> consumer,
      Supplier<Statuses> statuses,
      Supplier<DesiredState> state,
      Supplier<Translation> translation,
      Consumer<Map<ObjectRef, String>> unprovisioned) {
    this.settings = settings;
    // Whoever asks tries again by itself: the source knows where a watch was, the writer what the
    // status is by then.
    Config config =
        new ConfigBuilder().withWatchReconnectLimit(0).withRequestRetryBackoffLimit(0).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    source = new KubernetesSource(client, consumer, this::changed);
    writer =
        new StatusWriter(
            StatusClient.of(client), settings.controllerName(), statuses, source::stored);
    namespace = Objects.requireNonNullElse(client.getNamespace(), DEFAULT_NAMESPACE);
    security = security(settings, client, namespace);
    provisioner =
        settings
            .proxies()
            .image()
            .map(
                image ->
                    new Provisioner(
                        client,
                        new ProxySettings(image, xds(settings, namespace)),
                        security.isOn() ? ProxyTrust.of(security::authorities) : ProxyTrust.NONE,
                        state,
                        () -> gateways(translation.get()),
                        unprovisioned));
    leadership = new Leadership(client, namespace, LEASE, identity(), new Work());
  }

  /** Where proxies find the control plane: the chart's Service, unless told otherwise. */
  private static String xds(ControlPlaneConfig settings, String namespace) {
    return settings.proxies().xds().orElse(LEASE + "." + namespace + ".svc:9978");
  }

  private static XdsSecurity security(
      ControlPlaneConfig settings, KubernetesClient client, String namespace) {
    if (!settings.xdsTls().on()) {
      return XdsSecurity.NONE;
    }
    Clock clock = Clock.systemUTC();
    Set<String> names = new TreeSet<>();
    for (String suffix : List.of("", ".svc", ".svc.cluster.local")) {
      names.add(LEASE + "." + namespace + suffix);
    }
    String told = xds(settings, namespace);
    String host = told.substring(0, told.lastIndexOf(':'));
    if (!host.matches("[\\d.]+")) {
      names.add(host);
    }
    return XdsSecurity.of(
        settings.xdsTls(),
        CertificateKeeper.shared(client, namespace, names, clock),
        ProxyAuthentication.by(client, ProxyNames::of, clock));
  }

  private static Set<ObjectRef> gateways(Translation translation) {
    return translation.gateways().stream()
        .map(gateway -> new ObjectRef("Gateway", gateway.namespace(), gateway.name()))
        .collect(Collectors.toSet());
  }

  /** What a leader does. */
  private final class Work implements Leads {
    @Override
    public void until(long nanos) {
      writer.leads().until(nanos);
      provisioner.ifPresent(each -> each.leads().until(nanos));
    }

    @Override
    public void end() {
      writer.leads().end();
      provisioner.ifPresent(each -> each.leads().end());
    }
  }

  /** The keys that all replicas tell their proxies. */
  SealingKeyStore sealingKeys(Clock clock) {
    return SealingKeyStore.shared(client, namespace, clock);
  }

  /** How proxies and this control plane know each other. */
  XdsSecurity security() {
    return security;
  }

  Source source() {
    return source;
  }

  /**
   * Whether the GatewayClass that this is told to serve may be served.
   *
   * @throws StartException it is another controller's
   */
  void checkClass() throws StartException {
    ClassOwner.check(client, settings.gatewayClassName(), settings.controllerName());
  }

  /** Becomes a candidate for the leader; the source is started on its own. */
  void start() {
    writer.start();
    provisioner.ifPresent(Provisioner::start);
    leadership.start();
  }

  /** Statuses of objects, or what is stored of them, changed. */
  void changed(Set<ObjectRef> objects) {
    writer.changed(objects);
  }

  /** There is another translation, or what proxies are to trust is another. */
  void translated() {
    provisioner.ifPresent(Provisioner::wake);
  }

  @Override
  public void close() {
    leadership.close();
    writer.close();
    provisioner.ifPresent(Provisioner::close);
    client.close();
  }

  /** A pod's name is its host's. */
  private static String identity() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return host + "-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
