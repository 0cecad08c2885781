/** Event loops, their timers, and sockets of the best transport that loads. */
@NullMarked
package dev.agentgateway.dataplane.transport;

import org.jspecify.annotations.NullMarked;
