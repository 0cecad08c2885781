/**
 * Protobuf resources out of the intermediate representation: names, messages and content-hash
 * versions.
 *
 * <p><b>Threading.</b> {@link dev.agentgateway.controlplane.xds.XdsEncoder} may be used from any
 * thread; one lock per Gateway guards the resources remembered from earlier calls.
 */
@NullMarked
package dev.agentgateway.controlplane.xds;

import org.jspecify.annotations.NullMarked;
