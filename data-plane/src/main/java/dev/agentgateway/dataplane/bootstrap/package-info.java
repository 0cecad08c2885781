/**
 * Static settings of a proxy, read once from flags, environment and file, and its state directory.
 */
@NullMarked
package dev.agentgateway.dataplane.bootstrap;

import org.jspecify.annotations.NullMarked;
