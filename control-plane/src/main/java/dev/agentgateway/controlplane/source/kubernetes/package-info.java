/**
 * Desired state from a Kubernetes API server: every kind is listed and watched, and what changes is
 * handed on at once.
 *
 * <p>Threads: one virtual thread per kind reads from the API server and puts events into a queue;
 * the source's own thread takes them out, holds the objects and calls the consumer.
 */
@NullMarked
package dev.agentgateway.controlplane.source.kubernetes;

import org.jspecify.annotations.NullMarked;
