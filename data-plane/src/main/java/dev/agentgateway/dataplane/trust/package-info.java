/** How a proxy knows its control plane, and how it shows who it is. */
@NullMarked
package dev.agentgateway.dataplane.trust;

import org.jspecify.annotations.NullMarked;
