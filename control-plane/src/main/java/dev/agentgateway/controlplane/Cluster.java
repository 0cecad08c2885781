package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.leadership.Leadership;
import dev.agentgateway.controlplane.source.Source;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.source.kubernetes.KubernetesSource;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.status.kubernetes.StatusClient;
import dev.agentgateway.controlplane.status.kubernetes.StatusWriter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a control plane has to do with a Kubernetes API server: it reads objects, and while it leads
 * it writes their statuses.
 */
final class Cluster implements AutoCloseable {

  /** Name of the Lease of all replicas. */
  private static final String LEASE = "agentgateway-control-plane";

  private static final String DEFAULT_NAMESPACE = "agentgateway-system";

  private final KubernetesClient client;
  private final KubernetesSource source;
  private final StatusWriter writer;
  private final Leadership leadership;

  /** Takes the API server from the kubeconfig, or inside a pod from its service account. */
  Cluster(String controllerName, Consumer<SourceUpdate> consumer, Supplier<Statuses> statuses) {
    // Whoever asks tries again by itself: the source knows where a watch was, the writer what the
    // status is by then.
    Config config =
        new ConfigBuilder().withWatchReconnectLimit(0).withRequestRetryBackoffLimit(0).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    source = new KubernetesSource(client, consumer, this::changed);
    writer = new StatusWriter(StatusClient.of(client), controllerName, statuses, source::stored);
    leadership =
        new Leadership(
            client,
            Objects.requireNonNullElse(client.getNamespace(), DEFAULT_NAMESPACE),
            LEASE,
            identity(),
            writer::lead);
  }

  Source source() {
    return source;
  }

  /** Becomes a candidate for the leader; the source is started on its own. */
  void start() {
    writer.start();
    leadership.start();
  }

  /** Statuses, or what is stored of objects, changed. */
  void changed() {
    writer.wake();
  }

  @Override
  public void close() {
    leadership.close();
    writer.close();
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
