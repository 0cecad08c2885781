/** Measurements that {@code ./agentgateway bench} takes, each a program of its own. */
@NullMarked
package dev.agentgateway.e2e.bench;

import org.jspecify.annotations.NullMarked;
