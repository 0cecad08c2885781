package dev.agentgateway.dataplane.exchange;

/**
 * A response that is under way. Texts that are not known are empty.
 *
 * @param gateway NAMESPACE/NAME
 * @param listener name of the Gateway listener
 * @param route NAMESPACE/NAME
 * @param backend what the newest attempt went to
 * @param protocol {@code llm}, {@code mcp}, {@code a2a} or {@code http}
 * @param operation for people, for example {@code chat sample-small}
 * @param startedAt Unix time in milliseconds of the request's first byte
 * @param bytes of the body sent to the client so far
 * @param sessionId of the run that the request belongs to
 */
public record OpenStream(
    String gateway,
    String listener,
    String route,
    String backend,
    String protocol,
    String operation,
    long startedAt,
    long bytes,
    String sessionId) {}
