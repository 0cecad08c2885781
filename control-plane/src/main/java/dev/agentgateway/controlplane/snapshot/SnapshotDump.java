package dev.agentgateway.controlplane.snapshot;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.agentgateway.api.v1.BackendFilter;
import dev.agentgateway.api.v1.GatewayFilter;
import dev.agentgateway.controlplane.xds.Dialect;
import dev.agentgateway.controlplane.xds.XdsResource;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Served resources as people read them. Values of secrets are replaced by {@code ***}. */
public final class SnapshotDump {
  private static final String REDACTED = "***";
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(Cluster.getDescriptor())
                  .add(ClusterLoadAssignment.getDescriptor())
                  .add(Listener.getDescriptor())
                  .add(RouteConfiguration.getDescriptor())
                  .add(VirtualHost.getDescriptor())
                  .add(Secret.getDescriptor())
                  .add(HttpConnectionManager.getDescriptor())
                  .add(Router.getDescriptor())
                  .add(GatewayFilter.getDescriptor())
                  .add(FilterConfig.getDescriptor())
                  .add(BackendFilter.getDescriptor())
                  .add(OpenTelemetryConfig.getDescriptor())
                  .add(StaticConfigResourceDetectorConfig.getDescriptor())
                  .add(TlsInspector.getDescriptor())
                  .add(DownstreamTlsContext.getDescriptor())
                  .add(UpstreamTlsContext.getDescriptor())
                  .add(HttpProtocolOptions.getDescriptor())
                  .build());

  private SnapshotDump() {}

  /**
   * A resource.
   *
   * @param json the message as protobuf's JSON
   */
  public record Dumped(XdsType type, String name, String version, String json) {}

  /** Every resource of a Gateway in a dialect. */
  public static List<Dumped> of(GatewaySnapshot snapshot, Dialect dialect) {
    List<Dumped> dumped = new ArrayList<>();
    for (XdsType type : XdsType.values()) {
      dump(type, snapshot.resources(dialect, type), dumped);
    }
    if (dialect != Dialect.AGENTGATEWAY) {
      dump(XdsType.LISTENER, snapshot.apiListeners(), dumped);
    }
    return dumped;
  }

  private static void dump(XdsType type, ResourceMap resources, List<Dumped> to) {
    for (String name : resources.names()) {
      XdsResource resource = resources.get(name);
      if (resource != null) {
        to.add(new Dumped(type, name, resource.version(), json(type, resource.body())));
      }
    }
  }

  private static String json(XdsType type, Any body) {
    try {
      return PRINTER.print(
          switch (type) {
            case CLUSTER -> Cluster.parseFrom(body.getValue());
            case ENDPOINT -> ClusterLoadAssignment.parseFrom(body.getValue());
            case LISTENER -> Listener.parseFrom(body.getValue());
            case ROUTE -> RouteConfiguration.parseFrom(body.getValue());
            case VIRTUAL_HOST -> VirtualHost.parseFrom(body.getValue());
            case SECRET -> redacted(Secret.parseFrom(body.getValue()));
          });
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("our own " + body.getTypeUrl() + " does not parse", e);
    }
  }

  private static Secret redacted(Secret secret) {
    DataSource hidden = DataSource.newBuilder().setInlineString(REDACTED).build();
    Secret.Builder builder = Secret.newBuilder().setName(secret.getName());
    if (secret.hasSessionTicketKeys()) {
      return builder
          .setSessionTicketKeys(
              TlsSessionTicketKeys.newBuilder()
                  .addAllKeys(
                      Collections.nCopies(secret.getSessionTicketKeys().getKeysCount(), hidden)))
          .build();
    }
    if (secret.hasTlsCertificate()) {
      return builder
          .setTlsCertificate(
              TlsCertificate.newBuilder()
                  .setCertificateChain(secret.getTlsCertificate().getCertificateChain())
                  .setPrivateKey(hidden))
          .build();
    }
    return builder.setGenericSecret(GenericSecret.newBuilder().setSecret(hidden)).build();
  }
}
