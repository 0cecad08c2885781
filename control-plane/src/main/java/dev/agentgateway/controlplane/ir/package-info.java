/** What the gateways should do, in our words; no Kubernetes, no protobuf. */
@NullMarked
package dev.agentgateway.controlplane.ir;

import org.jspecify.annotations.NullMarked;
