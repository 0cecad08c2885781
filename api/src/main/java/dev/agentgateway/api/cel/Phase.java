package dev.agentgateway.api.cel;

/** When an expression is evaluated, which limits the variables that it may name. */
public enum Phase {
  /** Once, when configuration arrives: attributes of the OpenTelemetry Resource. */
  RESOURCE,
  /** A connection was accepted. */
  NETWORK,
  /** The route is known and nothing was read of the request but its head. */
  SAMPLING,
  /** Gateway and route policies, before a backend is chosen. */
  REQUEST,
  /** Policies of the chosen backend. */
  BACKEND,
  /** Policies that change or judge an LLM request. */
  LLM,
  /** Authorization of an MCP operation. */
  MCP,
  /** The head of a response is there. */
  RESPONSE,
  /** The request has ended: trace attributes, trace filter, access log, metric labels. */
  LOG
}
