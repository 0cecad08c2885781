package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterManifests.gateway;
import static dev.agentgateway.e2e.support.ClusterManifests.route;
import static dev.agentgateway.e2e.support.ClusterManifests.service;
import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.ClusterPlanes.Replica;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every replica of the control plane knows every proxy. */
final class ClusterReplicasTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void proxyIsShownByEveryReplicaWhicheverServesIt(@TempDir Path directory) throws Exception {
    String address = Kubernetes.address().getHostAddress();
    try (Kubernetes kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
        Upstream upstream = Upstream.start("up", address, 0)) {
      kubernetes.kubectl("create", "namespace", NAMESPACE);
      try (ClusterPlanes planes =
          ClusterPlanes.startControlPlane(
              kubernetes, directory.resolve("planes"), kubernetes.port())) {
        Replica leader = planes.first();
        Await.untilTrue(
            "the first replica leads",
            () ->
                !kubernetes
                    .get("lease", NAMESPACE, "agentgateway-control-plane")
                    .at("/spec/holderIdentity")
                    .asText()
                    .isEmpty());
        Replica other = planes.startSecond();
        planes.awaitReady(other);
        // Its configuration comes from the first address, its reports go to both.
        planes.startDataPlane(List.of(ClusterPlanes.address(1), ClusterPlanes.address(0)));
        for (Replica each : List.of(leader, other)) {
          Await.untilTrue(
              each.name() + " shows the proxy",
              () ->
                  proxies(planes, each).findValuesAsText("id").contains("proxy")
                      && planes.page(each, "/proxies").body().contains("proxy"));
        }
        kubernetes.apply(
            gateway(planes.gatewayPort())
                + service("up", NAMESPACE, 80, address, upstream.port())
                + route("up", "/up"));
        Await.untilTrue("the route serves", () -> planes.statusOf("/up") == 200);
        for (Replica each : List.of(leader, other)) {
          Await.untilTrue(
              each.name() + " knows what the proxy accepted and did",
              () ->
                  proxies(planes, each).at("/0/load/requests").asLong() > 0
                      && planes.page(each, "/").body().contains("agentgateway-route")
                      && proxies(planes, each).at("/0/sync").asText().equals("synced"));
        }

        other.process().destroyForcibly().waitFor();
        kubernetes.apply(route("later", "/later"));
        Await.untilTrue(
            "the proxy takes its configuration from the other address",
            () -> planes.statusOf("/later") == 200);
        assertThat(proxies(planes, leader).at("/0/connected").asBoolean()).isTrue();
      }
    }
  }

  private static JsonNode proxies(ClusterPlanes planes, Replica replica) throws Exception {
    return JSON.readTree(planes.page(replica, "/api/v1/proxies").body()).path("items");
  }
}
