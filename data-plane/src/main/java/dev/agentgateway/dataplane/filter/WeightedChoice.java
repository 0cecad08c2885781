package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses a cluster of a route by weight. */
public final class WeightedChoice {
  private WeightedChoice() {}

  /** One of the clusters; the first where all weights are zero. */
  public static WeightedCluster of(Forward forward, RandomGenerator random) {
    List<WeightedCluster> clusters = forward.clusters();
    if (clusters.size() == 1) {
      return clusters.getFirst();
    }
    int sum = 0;
    for (WeightedCluster cluster : clusters) {
      sum += cluster.weight();
    }
    if (sum <= 0) {
      return clusters.getFirst();
    }
    int drawn = random.nextInt(sum);
    for (WeightedCluster cluster : clusters) {
      drawn -= cluster.weight();
      if (drawn < 0) {
        return cluster;
      }
    }
    return clusters.getLast();
  }
}
