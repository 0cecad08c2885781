/**
 * What the proxy tells every replica of its control plane beside xDS, and what it answers them.
 *
 * <p>Threading: one thread owns every stream. Nothing here is on the path of a request; whatever a
 * control plane does, queues stay bounded and the proxy goes on.
 */
@NullMarked
package dev.agentgateway.dataplane.report;

import org.jspecify.annotations.NullMarked;
