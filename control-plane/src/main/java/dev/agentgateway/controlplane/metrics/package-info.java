/** The control plane's own metrics and their Prometheus text form. */
@NullMarked
package dev.agentgateway.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
