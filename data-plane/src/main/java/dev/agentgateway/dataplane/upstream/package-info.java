/** Clusters, endpoints, connection pools, attempts, retries and timeouts. */
@NullMarked
package dev.agentgateway.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
