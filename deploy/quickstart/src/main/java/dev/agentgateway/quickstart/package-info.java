/** One command that starts everything on this machine. */
@NullMarked
package dev.agentgateway.quickstart;

import org.jspecify.annotations.NullMarked;
