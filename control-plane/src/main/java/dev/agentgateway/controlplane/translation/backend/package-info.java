/** What backendRefs lead to: clusters, their endpoints and how they are secured. */
@NullMarked
package dev.agentgateway.controlplane.translation.backend;

import org.jspecify.annotations.NullMarked;
