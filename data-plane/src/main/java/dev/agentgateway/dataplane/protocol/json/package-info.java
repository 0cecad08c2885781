/**
 * JSON read while it passes, byte by byte and in one go: of a text of any size only the values that
 * a {@link dev.agentgateway.dataplane.protocol.json.JsonShape} names are kept, each within a bound.
 *
 * <p>Threading: a reader belongs to the event loop of its exchange; shapes are immutable once built
 * and shared by all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
@NullMarked
package dev.agentgateway.dataplane.protocol.json;

import org.jspecify.annotations.NullMarked;
