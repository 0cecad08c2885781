package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.xds.Dialect;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.Locale;

/** What a client is, by what its node says. */
public enum ClientKind {
  AGENTGATEWAY_JAVA(Dialect.AGENTGATEWAY),
  ENVOY(Dialect.ENVOY),
  GRPC(Dialect.GRPC),
  OTHER(Dialect.ENVOY);

  /** The client feature of who merges VirtualHost resources as {@code api/README.md} says. */
  static final String VHDS_FEATURE = "dev.agentgateway.vhds";

  private final Dialect dialect;

  ClientKind(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The form in which it is given its resources. */
  public Dialect dialect() {
    return dialect;
  }

  /** As people and JSON name it: {@code agentgateway-java}, {@code envoy}, {@code grpc}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ClientKind of(Node node) {
    if (node.getClientFeaturesList().contains(VHDS_FEATURE)) {
      return AGENTGATEWAY_JAVA;
    }
    String agent = node.getUserAgentName().toLowerCase(Locale.ROOT);
    if (agent.startsWith("grpc")) {
      return GRPC;
    }
    return agent.equals("envoy") ? ENVOY : OTHER;
  }
}
