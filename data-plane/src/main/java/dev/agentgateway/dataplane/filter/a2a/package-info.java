/**
 * Forwards A2A and watches it: bytes pass as they come, agent cards excepted.
 *
 * <p>Closing a stream ends nothing at the agent: where a client leaves, the stream upstream is
 * closed and nothing is sent.
 */
@NullMarked
package dev.agentgateway.dataplane.filter.a2a;

import org.jspecify.annotations.NullMarked;
