/**
 * What operators ask a proxy over HTTP: readiness, metrics, its configuration and log levels.
 *
 * <p>Threading: each request runs on a virtual thread of its own and reads immutable views.
 */
@NullMarked
package dev.agentgateway.dataplane.admin;

import org.jspecify.annotations.NullMarked;
