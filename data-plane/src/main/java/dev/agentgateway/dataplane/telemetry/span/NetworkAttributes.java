package dev.agentgateway.dataplane.telemetry.span;

/**
 * Names of {@code network.*}, {@code client.*} and {@code server.*}.
 *
 * @see <a
 *     href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/network/">network</a>
 */
final class NetworkAttributes {
  static final AttributeKey PEER_ADDRESS = AttributeKey.of("network.peer.address");
  static final AttributeKey PEER_PORT = AttributeKey.of("network.peer.port");
  static final AttributeKey PROTOCOL_VERSION = AttributeKey.of("network.protocol.version");
  static final AttributeKey CLIENT_ADDRESS = AttributeKey.of("client.address");
  static final AttributeKey SERVER_ADDRESS = AttributeKey.of("server.address");
  static final AttributeKey SERVER_PORT = AttributeKey.of("server.port");

  private NetworkAttributes() {}
}
