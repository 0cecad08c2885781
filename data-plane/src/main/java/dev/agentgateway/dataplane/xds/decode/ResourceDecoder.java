package dev.agentgateway.dataplane.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.agentgateway.dataplane.config.ClusterConfig;
import dev.agentgateway.dataplane.config.EndpointsConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes top-level resources. Never throws for what a management server sent. Stateless: any
 * thread may call.
 */
public final class ResourceDecoder {

  private ResourceDecoder() {}

  /** A Cluster. */
  public static Decoded<ClusterConfig> cluster(Any any, String name, String version) {
    return decode(
        any,
        name,
        Cluster.parser(),
        Cluster::getName,
        (cluster, findings) -> new ClusterDecoder(findings).decode(cluster, version));
  }

  /** A ClusterLoadAssignment. */
  public static Decoded<EndpointsConfig> endpoints(Any any, String name, String version) {
    return decode(
        any,
        name,
        ClusterLoadAssignment.parser(),
        ClusterLoadAssignment::getClusterName,
        (assignment, findings) -> new EndpointsDecoder(findings).decode(assignment, version));
  }

  /** A Listener. */
  public static Decoded<ListenerResource> listener(Any any, String name, String version) {
    return decode(
        any,
        name,
        Listener.parser(),
        Listener::getName,
        (listener, findings) -> new ListenerDecoder(findings).decode(listener, version));
  }

  /** A RouteConfiguration. */
  public static Decoded<RouteTableResource> routes(Any any, String name, String version) {
    return decode(
        any,
        name,
        RouteConfiguration.parser(),
        RouteConfiguration::getName,
        (table, findings) ->
            new RouteTableDecoder(findings).decode(table, table.getName(), version));
  }

  /** A VirtualHost that is a resource of its own; it may be named differently inside. */
  public static Decoded<VirtualHostConfig> virtualHost(Any any, String name, String version) {
    return decode(
        any,
        name,
        VirtualHost.parser(),
        _ -> name,
        (host, findings) ->
            new RouteTableDecoder(findings)
                .decode(host.toBuilder().setName(name).build(), version));
  }

  /** A Secret. */
  public static Decoded<SecretConfig> secret(Any any, String name) {
    return decode(
        any,
        name,
        Secret.parser(),
        Secret::getName,
        (secret, findings) -> new SecretDecoder(findings).decode(secret));
  }

  /**
   * Name that a resource has inside.
   *
   * @throws InvalidProtocolBufferException if the bytes are not of its type, or the type is unknown
   */
  public static String nameOf(Any any) throws InvalidProtocolBufferException {
    if (any.is(Cluster.class)) {
      return Cluster.parseFrom(any.getValue()).getName();
    }
    if (any.is(ClusterLoadAssignment.class)) {
      return ClusterLoadAssignment.parseFrom(any.getValue()).getClusterName();
    }
    if (any.is(Listener.class)) {
      return Listener.parseFrom(any.getValue()).getName();
    }
    if (any.is(RouteConfiguration.class)) {
      return RouteConfiguration.parseFrom(any.getValue()).getName();
    }
    if (any.is(Secret.class)) {
      return Secret.parseFrom(any.getValue()).getName();
    }
    throw new InvalidProtocolBufferException("unknown type: " + any.getTypeUrl());
  }

  private static <M extends Message, T> Decoded<T> decode(
      Any any,
      String name,
      Parser<M> parser,
      Function<M, String> nameOf,
      BiFunction<M, Findings, @Nullable T> decoder) {
    M message;
    try {
      message = parser.parseFrom(any.getValue());
    } catch (InvalidProtocolBufferException e) {
      return new Decoded.Invalid<>(List.of("not readable as " + any.getTypeUrl()));
    }
    String ownName = nameOf.apply(message);
    if (!ownName.equals(name)) {
      return new Decoded.Invalid<>(
          List.of("name: '" + ownName + "' (expected: '" + name + "', as it is wrapped)"));
    }
    Findings findings = new Findings();
    T value = decoder.apply(message, findings);
    return value == null ? findings.invalid() : findings.valid(value);
  }
}
