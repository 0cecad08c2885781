/** Who may refer to what: ReferenceGrants and label selectors. */
@NullMarked
package dev.agentgateway.controlplane.translation.reference;

import org.jspecify.annotations.NullMarked;
