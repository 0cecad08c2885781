/**
 * Models of the {@code agentgateway.dev/v1alpha1} objects. What this version works with is typed;
 * everything else is kept as it was written, so that it can be named to its author.
 */
@NullMarked
package dev.agentgateway.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
