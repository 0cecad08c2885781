package dev.agentgateway.controlplane.translation.policy;

/** A part of {@code spec.frontend} that is won or lost as a whole. */
enum FrontendField {
  TRACING("frontend.tracing"),
  ACCESS_LOG("frontend.accessLog"),
  METRICS("frontend.metrics");

  private final String path;

  FrontendField(String path) {
    this.path = path;
  }

  /** As people write it. */
  String path() {
    return path;
  }
}
