/** Merges what the translation says about an object with what proxies refused. */
@NullMarked
package dev.agentgateway.controlplane.status;

import org.jspecify.annotations.NullMarked;
