package dev.agentgateway.dataplane.protocol.mcp;

/**
 * What the gateway remembers of one target for the client's session.
 *
 * @param target its name
 * @param sessionId the session id that it gave; empty: none
 * @param protocolVersion what it answered to initialize
 * @param endpoint {@code address:port} that keeps the session; empty: any
 */
public record TargetSession(
    String target, String sessionId, String protocolVersion, String endpoint) {}
