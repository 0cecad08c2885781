/** HTTP/1.1 on the wire: strict reading and compact writing of heads and bodies. */
@NullMarked
package dev.agentgateway.dataplane.http1;

import org.jspecify.annotations.NullMarked;
