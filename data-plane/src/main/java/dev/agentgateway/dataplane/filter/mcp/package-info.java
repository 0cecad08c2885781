/**
 * The terminal filter for backends of MCP servers. A request with one target passes byte for byte
 * and is read on the way; with several targets the gateway is one server: it answers for all of
 * them, or rewrites names and ids so that what comes back finds the target that it belongs to.
 *
 * <p>{@code McpFilter} looks at the head, {@code McpRequest} takes the body and asks {@code
 * McpRouting} what becomes of it: {@code Passage} for one target untouched, {@code TargetCall} for
 * each target otherwise, with a {@code TargetSink} that makes the client's response of what they
 * answer.
 *
 * <p>Threading: everything is confined to the event loop of its exchange. Nothing is remembered
 * between two requests: sessions are sealed into their ids.
 */
@NullMarked
package dev.agentgateway.dataplane.filter.mcp;

import org.jspecify.annotations.NullMarked;
