/** A small HTTP server: paths to handlers, with a guard against foreign hosts and origins. */
@NullMarked
package dev.agentgateway.controlplane.web;

import org.jspecify.annotations.NullMarked;
