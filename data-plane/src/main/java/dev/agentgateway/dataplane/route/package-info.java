/**
 * Compiled route tables: which route takes a request. Immutable once compiled, so any number of
 * event loops ask the same router.
 */
@NullMarked
package dev.agentgateway.dataplane.route;

import org.jspecify.annotations.NullMarked;
