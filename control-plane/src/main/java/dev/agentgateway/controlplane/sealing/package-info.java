/**
 * Keys that proxies seal sessions with: made once per Gateway, kept on disk or in a Secret that
 * replicas share, changed by age.
 *
 * <p>Threading: the store is used by the pipeline's thread; whether a change is due may be asked by
 * any.
 */
@NullMarked
package dev.agentgateway.controlplane.sealing;

import org.jspecify.annotations.NullMarked;
