/**
 * Calls of large language models: what a request asks, what the answer says, what it cost. Read
 * while the bytes pass; requests are rewritten byte for byte but for the values that are replaced.
 *
 * <p>Threading: calls and readers belong to the event loop of their exchange; everything else is
 * immutable.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions-genai">GenAI conventions</a>
 */
@NullMarked
package dev.agentgateway.dataplane.protocol.llm;

import org.jspecify.annotations.NullMarked;
