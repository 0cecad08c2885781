/**
 * Access logs: a line per request, made on its event loop, written by a thread of its own. The
 * queue between them is bounded and lock-free; what does not fit is lost and counted.
 */
@NullMarked
package dev.agentgateway.dataplane.telemetry.accesslog;

import org.jspecify.annotations.NullMarked;
