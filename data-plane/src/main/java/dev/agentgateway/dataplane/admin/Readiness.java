package dev.agentgateway.dataplane.admin;

/**
 * Whether requests should be sent to this proxy.
 *
 * @param ready answered 200, else 503
 * @param reason a short sentence for people
 */
public record Readiness(boolean ready, String reason) {}
