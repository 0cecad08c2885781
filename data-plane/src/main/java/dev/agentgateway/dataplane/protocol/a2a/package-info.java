/**
 * A2A as it passes: what requests ask, what agents answer, and their cards.
 *
 * <p>Versions 0.3 and 1.0 over JSON-RPC and REST. Nothing here keeps more than one bounded JSON
 * text; everything of a call is confined to the event loop of its exchange.
 *
 * @see <a href="https://a2a-protocol.org/latest/specification/">A2A</a>
 */
@NullMarked
package dev.agentgateway.dataplane.protocol.a2a;

import org.jspecify.annotations.NullMarked;
