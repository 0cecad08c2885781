/**
 * AgentgatewayPolicies: what they attach to, which of several is in force, and what they ask for.
 */
@NullMarked
package dev.agentgateway.controlplane.translation.policy;

import org.jspecify.annotations.NullMarked;
