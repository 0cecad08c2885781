/**
 * A directory of YAML and JSON files as a source of desired state.
 *
 * <p>One thread owns everything here: it watches, reads and publishes. Nothing is shared except the
 * published values, which are immutable.
 */
@NullMarked
package dev.agentgateway.controlplane.source.file;

import org.jspecify.annotations.NullMarked;
