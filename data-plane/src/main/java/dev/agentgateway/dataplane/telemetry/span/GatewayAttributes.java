package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.telemetry.span.AttributeKey.Group;

/** Names of {@code agentgateway.*}, our own. */
final class GatewayAttributes {
  static final AttributeKey GATEWAY = AttributeKey.of(Group.REQUEST, "agentgateway.gateway");
  static final AttributeKey LISTENER = AttributeKey.of(Group.REQUEST, "agentgateway.listener");
  static final AttributeKey ROUTE = AttributeKey.of(Group.REQUEST, "agentgateway.route");
  static final AttributeKey RULE = AttributeKey.of(Group.REQUEST, "agentgateway.route.rule");

  /** The MCP server that an operation goes to. */
  static final AttributeKey MCP_TARGET =
      AttributeKey.of(Group.OPERATION, "agentgateway.mcp.target");

  static final AttributeKey BACKEND = AttributeKey.of(Group.REQUEST, "agentgateway.backend");
  static final AttributeKey ENDPOINT = AttributeKey.of(Group.REQUEST, "agentgateway.endpoint");
  static final AttributeKey POLICY = AttributeKey.of(Group.REQUEST, "agentgateway.policy");
  static final AttributeKey POLICY_GENERATION =
      AttributeKey.of(Group.REQUEST, "agentgateway.policy.generation");
  static final AttributeKey SAMPLING_REASON =
      AttributeKey.of(Group.REQUEST, "agentgateway.sampling.reason");

  /** What joined a call to its run, or what the run began with. */
  static final AttributeKey RUN_JOIN_REASON =
      AttributeKey.of(Group.REQUEST, "agentgateway.run.join_reason");

  static final AttributeKey XDS_VERSION =
      AttributeKey.of(Group.REQUEST, "agentgateway.xds.version");

  private GatewayAttributes() {}
}
