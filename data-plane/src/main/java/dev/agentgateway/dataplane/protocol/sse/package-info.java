/**
 * Server-sent events: read while they pass, taken out of a stream, written.
 *
 * <p>Threading: each object belongs to the event loop of its exchange.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, 9.2</a>
 */
@NullMarked
package dev.agentgateway.dataplane.protocol.sse;

import org.jspecify.annotations.NullMarked;
