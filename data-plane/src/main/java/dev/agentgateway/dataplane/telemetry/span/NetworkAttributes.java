package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/**
 * Names of {@code network.*}, {@code client.*} and {@code server.*}.
 *
 * @see <a
 *     href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/network/">network</a>
 */
final class NetworkAttributes {
  static final AttributeKey PEER_ADDRESS = AttributeKey.of(Group.REQUEST, "network.peer.address");
  static final AttributeKey PEER_PORT = AttributeKey.of(Group.REQUEST, "network.peer.port");
  static final AttributeKey PROTOCOL_NAME = AttributeKey.of(Group.REQUEST, "network.protocol.name");
  static final AttributeKey PROTOCOL_VERSION =
      AttributeKey.of(Group.REQUEST, "network.protocol.version");
  static final AttributeKey TRANSPORT = AttributeKey.of(Group.REQUEST, "network.transport");
  static final AttributeKey CLIENT_ADDRESS = AttributeKey.of(Group.REQUEST, "client.address");
  static final AttributeKey CLIENT_PORT = AttributeKey.of(Group.REQUEST, "client.port");
  static final AttributeKey SERVER_ADDRESS = AttributeKey.of(Group.REQUEST, "server.address");
  static final AttributeKey SERVER_PORT = AttributeKey.of(Group.REQUEST, "server.port");

  private NetworkAttributes() {}
}
