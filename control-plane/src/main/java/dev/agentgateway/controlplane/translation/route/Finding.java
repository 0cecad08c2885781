package dev.agentgateway.controlplane.translation.route;

/**
 * Something about a route that makes a condition false.
 *
 * @param reason of the condition
 */
record Finding(String reason, String message) {

  /** A known value that this version does not do. */
  static Finding unsupported(String what) {
    return new Finding("UnsupportedValue", what);
  }
}
