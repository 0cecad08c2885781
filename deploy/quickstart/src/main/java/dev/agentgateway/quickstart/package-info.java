/** One command that starts everything: planes, sample upstreams, a sample agent. */
@NullMarked
package dev.agentgateway.quickstart;

import org.jspecify.annotations.NullMarked;
