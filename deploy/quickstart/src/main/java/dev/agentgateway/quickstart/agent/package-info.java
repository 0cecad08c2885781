/** A sample agent that uses a model, tools and another agent through the gateway. */
@NullMarked
package dev.agentgateway.quickstart.agent;

import org.jspecify.annotations.NullMarked;
