/**
 * Sends encoded spans to collectors and accounts for each of them.
 *
 * <p>Threading: event loops append to chunks of their own and hand them over; one thread per {@code
 * Exports} forms batches and drives every sender; answers arrive on transport threads and only
 * enqueue an event for it.
 */
@NullMarked
package dev.agentgateway.dataplane.telemetry.export;

import org.jspecify.annotations.NullMarked;
