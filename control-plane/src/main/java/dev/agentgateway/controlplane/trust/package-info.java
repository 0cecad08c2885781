/**
 * How proxies know the control plane and the control plane knows proxies: certificates of the xDS
 * port, made and kept in a Secret or given as files, and ServiceAccount tokens that an API server
 * reviews.
 */
@NullMarked
package dev.agentgateway.controlplane.trust;

import org.jspecify.annotations.NullMarked;
