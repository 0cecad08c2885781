package dev.agentgateway.controlplane.xds;

/** The form in which a client is given its resources. */
public enum Dialect {
  /** Our own proxy: one VirtualHost resource per HTTPRoute and hostname. */
  AGENTGATEWAY,

  /** Envoy and any other client: RouteConfigurations with everything inlined. */
  ENVOY,

  /** gRPC: as {@link #ENVOY}, with the cluster types that gRPC knows. */
  GRPC
}
