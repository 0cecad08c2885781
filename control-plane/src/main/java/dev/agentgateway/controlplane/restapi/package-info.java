/** The JSON API, its OpenAPI description, health, readiness and metrics. */
@NullMarked
package dev.agentgateway.controlplane.restapi;

import org.jspecify.annotations.NullMarked;
