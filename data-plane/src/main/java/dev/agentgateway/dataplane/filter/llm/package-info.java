/**
 * The terminal filter of LLM backends: it reads a request as a whole, within a bound, sends it to
 * the provider's place with the provider's credentials, and reads the answer while it streams by.
 *
 * <p>Threading: confined to the event loop of an exchange.
 */
@NullMarked
package dev.agentgateway.dataplane.filter.llm;

import org.jspecify.annotations.NullMarked;
