package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Status of {@link AgentgatewayParameters}: empty. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentgatewayParametersStatus() {}
