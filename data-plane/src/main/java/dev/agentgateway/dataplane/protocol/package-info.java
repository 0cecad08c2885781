/** Agent protocols as bytes and facts: read and written incrementally; no sockets, no policy. */
@NullMarked
package dev.agentgateway.dataplane.protocol;

import org.jspecify.annotations.NullMarked;
