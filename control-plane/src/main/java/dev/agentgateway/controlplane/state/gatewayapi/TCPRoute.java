package dev.agentgateway.controlplane.state.gatewayapi;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A TCPRoute. */
@Group("gateway.networking.k8s.io")
@Version("v1")
@Plural("tcproutes")
public final class TCPRoute extends UnservedRoute {}
