/** HTTPRoutes: what they match, in which order, and what happens then. */
@NullMarked
package dev.agentgateway.controlplane.translation.route;

import org.jspecify.annotations.NullMarked;
