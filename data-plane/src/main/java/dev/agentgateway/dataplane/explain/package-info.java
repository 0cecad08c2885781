/** Says why a request would go where it goes and whether it would be traced. */
@NullMarked
package dev.agentgateway.dataplane.explain;

import org.jspecify.annotations.NullMarked;
