/** What the control plane shows of itself: read-only values for the JSON API and the dashboard. */
@NullMarked
package dev.agentgateway.controlplane.view;

import org.jspecify.annotations.NullMarked;
