/** One request in flight: its heads, its attempts, how it ended. Knows no protocol version. */
@NullMarked
package dev.agentgateway.dataplane.exchange;

import org.jspecify.annotations.NullMarked;
