/**
 * The xDS client: one aggregated stream, resources decoded to configuration, accepted or refused
 * one by one, kept on disk.
 *
 * <p>Threading: one client thread owns every mutable object of this package and calls the consumer
 * of configuration; gRPC calls back on it. A second thread writes files. {@link
 * dev.agentgateway.dataplane.xds.XdsClient#status()} may be read from any thread.
 */
@NullMarked
package dev.agentgateway.dataplane.xds;

import org.jspecify.annotations.NullMarked;
