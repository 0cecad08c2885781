/** What a control plane is started with: flags, environment and file, parsed once. */
@NullMarked
package dev.agentgateway.controlplane.bootstrap;

import org.jspecify.annotations.NullMarked;
