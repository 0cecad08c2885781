/** Protobuf resources to configuration: validated, defaulted, with every problem as a value. */
@NullMarked
package dev.agentgateway.dataplane.xds.decode;

import org.jspecify.annotations.NullMarked;
