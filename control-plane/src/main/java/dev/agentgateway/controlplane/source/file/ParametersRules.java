package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;

/** Rules of AgentgatewayParameters. */
final class ParametersRules {

  private ParametersRules() {}

  static void overlaysOfTheWorkload(JsonNode spec, BiConsumer<String, String> problem) {
    boolean daemonSet = spec.at("/workload/kind").asText().equals("DaemonSet");
    if (spec.has("deployment") && daemonSet) {
      problem.accept("deployment", "is for workload.kind Deployment");
    }
    if (spec.has("daemonSet") && !daemonSet) {
      problem.accept("daemonSet", "is for workload.kind DaemonSet");
    }
    if (spec.has("horizontalPodAutoscaler") && daemonSet) {
      problem.accept("horizontalPodAutoscaler", "a DaemonSet has none");
    }
  }

  static void shutdownOrder(JsonNode shutdown, BiConsumer<String, String> problem) {
    if (shutdown.path("min").asLong() > shutdown.path("max").asLong()) {
      problem.accept("min", shutdown.path("min") + " (expected: at most max)");
    }
  }
}
