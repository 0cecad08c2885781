/** What a server proves who it is with: read the same way by both planes. */
@NullMarked
package dev.agentgateway.api.tls;

import org.jspecify.annotations.NullMarked;
