package dev.agentgateway.controlplane.state.gatewayapi;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A UDPRoute. */
@Group("gateway.networking.k8s.io")
@Version("v1")
@Plural("udproutes")
public final class UDPRoute extends UnservedRoute {}
