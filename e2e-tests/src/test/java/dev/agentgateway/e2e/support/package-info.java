/** Starts what the tests ask, and asks it. */
@NullMarked
package dev.agentgateway.e2e.support;

import org.jspecify.annotations.NullMarked;
