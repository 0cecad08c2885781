package dev.agentgateway.dataplane.exchange;

/**
 * Trace context that travels in a message instead of a header, as in MCP's {@code params._meta}.
 *
 * @param traceParent as it came; it may be malformed
 * @param traceState may be empty
 * @see <a href="https://www.w3.org/TR/trace-context-2/">W3C Trace Context 2</a>
 */
public record MessageContext(String traceParent, String traceState) {}
