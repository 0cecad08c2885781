/** Sample upstreams that behave like the real thing on the wire. */
@NullMarked
package dev.agentgateway.quickstart.sample;

import org.jspecify.annotations.NullMarked;
