package dev.agentgateway.controlplane.state.gatewayapi;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A GRPCRoute. */
@Group("gateway.networking.k8s.io")
@Version("v1")
@Plural("grpcroutes")
public final class GRPCRoute extends UnservedRoute {}
