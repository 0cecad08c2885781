/** The data plane: xDS in, traffic through, spans out. */
@NullMarked
package dev.agentgateway.dataplane;

import org.jspecify.annotations.NullMarked;
