package dev.agentgateway.dataplane.upstream;

/**
 * What a cluster carries now and carried since the proxy started.
 *
 * @param name the cluster's name
 * @param endpoints endpoints that take requests
 * @param connections open connections
 * @param inFlight attempts without an end
 * @param attempts attempts begun
 * @param failures attempts that ended without a whole response
 */
public record ClusterStats(
    String name, int endpoints, long connections, long inFlight, long attempts, long failures) {}
