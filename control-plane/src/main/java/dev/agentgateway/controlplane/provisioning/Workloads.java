package dev.agentgateway.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;

/** What a Deployment or DaemonSet says of itself. */
final class Workloads {

  /** Code of an API server's answer to an object that is not valid. */
  static final int UNPROCESSABLE = 422;

  private Workloads() {}

  /** Whether it has as many ready pods of its present spec as it wants, and one at least. */
  static boolean isReady(JsonNode workload) {
    JsonNode status = workload.path("status");
    if (status.path("observedGeneration").asLong() < workload.at("/metadata/generation").asLong()) {
      return false;
    }
    boolean daemonSet = workload.path("kind").asText().equals("DaemonSet");
    int wanted =
        daemonSet
            ? status.path("desiredNumberScheduled").asInt()
            : workload.at("/spec/replicas").asInt(1);
    int ready = status.path(daemonSet ? "numberReady" : "readyReplicas").asInt();
    return ready > 0 && ready >= wanted;
  }
}
