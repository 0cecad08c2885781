package dev.agentgateway.controlplane.state.gatewayapi;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A TLSRoute. */
@Group("gateway.networking.k8s.io")
@Version("v1")
@Plural("tlsroutes")
public final class TLSRoute extends UnservedRoute {}
