/** The dashboard's pages, rendered on the server and kept live by server-sent events. */
@NullMarked
package dev.agentgateway.controlplane.dashboard;

import org.jspecify.annotations.NullMarked;
