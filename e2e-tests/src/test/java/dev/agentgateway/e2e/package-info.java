/** Black box: the built planes as real processes, asked by real third-party clients. */
@NullMarked
package dev.agentgateway.e2e;

import org.jspecify.annotations.NullMarked;
