package dev.agentgateway.dataplane.report;

import dev.agentgateway.api.v1.ExplainRequest;

/** Says why a request would go where it goes, from the live configuration. */
@FunctionalInterface
public interface Explainer {
  /**
   * One JSON object, also where nothing takes the request. Called on a thread of its own; a thrown
   * exception is answered as {@code {"error": …}}.
   */
  String explainJson(ExplainRequest request);
}
