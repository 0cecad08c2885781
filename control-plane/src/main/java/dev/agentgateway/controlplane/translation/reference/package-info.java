/** Who may refer to what in another namespace: ReferenceGrant. */
@NullMarked
package dev.agentgateway.controlplane.translation.reference;

import org.jspecify.annotations.NullMarked;
