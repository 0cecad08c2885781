/** What a source of desired state says, whichever source it is. */
@NullMarked
package dev.agentgateway.controlplane.source;

import org.jspecify.annotations.NullMarked;
