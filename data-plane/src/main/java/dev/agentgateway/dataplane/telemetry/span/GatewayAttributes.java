package dev.agentgateway.dataplane.telemetry.span;

/** Names of {@code agentgateway.*}, our own. */
final class GatewayAttributes {
  static final AttributeKey GATEWAY = AttributeKey.of("agentgateway.gateway");
  static final AttributeKey LISTENER = AttributeKey.of("agentgateway.listener");
  static final AttributeKey ROUTE = AttributeKey.of("agentgateway.route");
  static final AttributeKey RULE = AttributeKey.of("agentgateway.route.rule");
  static final AttributeKey BACKEND = AttributeKey.of("agentgateway.backend");
  static final AttributeKey ENDPOINT = AttributeKey.of("agentgateway.endpoint");
  static final AttributeKey POLICY = AttributeKey.of("agentgateway.policy");
  static final AttributeKey SAMPLING_REASON = AttributeKey.of("agentgateway.sampling.reason");
  static final AttributeKey XDS_VERSION = AttributeKey.of("agentgateway.xds.version");

  private GatewayAttributes() {}
}
