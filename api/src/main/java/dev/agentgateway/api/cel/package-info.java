/** The CEL environment that both planes compile against: variables, their phases, functions. */
@NullMarked
package dev.agentgateway.api.cel;

import org.jspecify.annotations.NullMarked;
