/** Changes that a route makes to requests on their way up and to responses on their way down. */
@NullMarked
package dev.agentgateway.dataplane.filter;

import org.jspecify.annotations.NullMarked;
