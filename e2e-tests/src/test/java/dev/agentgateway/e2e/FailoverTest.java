package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterManifests.conditions;
import static dev.agentgateway.e2e.support.ClusterManifests.gateway;
import static dev.agentgateway.e2e.support.ClusterManifests.route;
import static dev.agentgateway.e2e.support.ClusterManifests.service;
import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.ClusterPlanes.Replica;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Relay;
import dev.agentgateway.e2e.support.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes and one proxy: nothing is lost when one of them, or the API server, fails. */
final class FailoverTest {
  private static final int ROUTES = 60;

  @TempDir static Path directory;

  private static Kubernetes kubernetes;
  private static Upstream upstream;
  private static Relay apiServer;
  private static ClusterPlanes planes;
  private static Replica second;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    String address = Kubernetes.address().getHostAddress();
    upstream = Upstream.start("up", address, 0);
    kubernetes.kubectl("create", "namespace", NAMESPACE);
    apiServer = Relay.to(kubernetes.port());
    planes =
        ClusterPlanes.startControlPlane(kubernetes, directory.resolve("planes"), apiServer.port());
    planes.startDataPlane(List.of(ClusterPlanes.address(0), ClusterPlanes.address(1)));
    kubernetes.apply(
        gateway(planes.gatewayPort())
            + service("up", NAMESPACE, 80, address, upstream.port())
            + route("up", "/up"));
    Await.untilTrue("the route serves", () -> planes.statusOf("/up") == 200);
    second = planes.startSecond();
    planes.awaitReady(second);
  }

  @AfterAll
  static void close() {
    for (AutoCloseable each : new AutoCloseable[] {planes, apiServer, upstream, kubernetes}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void leaderThatDiesDuringWritesLosesNothing() throws Exception {
    planes.awaitReady(planes.first());
    planes.awaitReady(second);
    Replica leading = leading();
    String leader = holder();
    Load load = Load.start(URI.create("http://127.0.0.1:" + planes.gatewayPort() + "/up"));
    for (int i = 0; i < ROUTES; i++) {
      kubernetes.apply(route("written-" + i, "/written-" + i));
      if (i == ROUTES / 2) {
        leading.process().destroyForcibly().waitFor();
      }
    }
    for (int i = 0; i < ROUTES; i++) {
      String path = "/written-" + i;
      Await.untilTrue(path + " serves", () -> planes.statusOf(path) == 200);
    }
    Await.untilTrue("the other replica leads", () -> !holder().equals(leader));
    Await.untilTrue("every route has its status", () -> accepted() == ROUTES);
    assertThat(load.stop()).isEmpty();
    restart(leading);
  }

  @Test
  void leaderThatStopsGivesTheLeaseBack() throws Exception {
    planes.awaitReady(planes.first());
    planes.awaitReady(second);
    Replica leading = leading();
    String leader = holder();
    leading.process().destroy();
    leading.process().waitFor();
    Await.untilTrue("the other replica leads", () -> !holder().equals(leader));
    kubernetes.apply(route("led", "/led"));
    awaitAccepted("led");
    restart(leading);
  }

  @Test
  void restartOfTheApiServerTakesNothingAwayAndLosesNothing() throws Exception {
    planes.awaitReady(planes.first());
    kubernetes.killApiServer();
    try {
      Await.untilTrue(
          "readiness says why", () -> planes.page(planes.first(), "/readyz").statusCode() != 200);
      assertThat(planes.statusOf("/up")).isEqualTo(200);
    } finally {
      kubernetes.startApiServer();
    }
    kubernetes.apply(route("after", "/after"));
    Await.untilTrue("a new route serves", () -> planes.statusOf("/after") == 200);
    awaitAccepted("after");
    planes.awaitReady(planes.first());
  }

  @Test
  void watchThatIsCutMissesNothing() throws Exception {
    planes.awaitReady(planes.first());
    kubernetes.apply(route("doomed", "/doomed"));
    Await.untilTrue("it serves", () -> planes.statusOf("/doomed") == 200);
    for (int i = 0; i < 5; i++) {
      apiServer.refuse();
      kubernetes.apply(route("cut-" + i, "/cut-" + i));
      if (i == 2) {
        kubernetes.kubectl("delete", "httproute", "doomed", "-n", NAMESPACE);
      }
      apiServer.accept();
      String path = "/cut-" + i;
      Await.untilTrue(path + " serves", () -> planes.statusOf(path) == 200);
      awaitAccepted("cut-" + i);
      apiServer.reset();
    }
    Await.untilTrue("what was deleted is gone", () -> planes.statusOf("/doomed") == 404);
  }

  @Test
  void conflictsLoseNeitherControllersWords() throws Exception {
    planes.awaitReady(planes.first());
    for (int i = 1; i <= 10; i++) {
      kubernetes.apply(route("contested", "/contested-" + i));
      // Replaces the whole list, as this kind of patch does.
      kubernetes.kubectl(
          "patch",
          "httproute",
          "contested",
          "-n",
          NAMESPACE,
          "--subresource=status",
          "--type=merge",
          "-p",
          foreignStatus(i));
    }
    Await.untilTrue(
        "both tell of the newest spec",
        () -> {
          JsonNode parents =
              kubernetes.get("httproute", NAMESPACE, "contested").at("/status/parents");
          return parents.size() == 2
              && parents.findValuesAsText("controllerName").contains("example.com/other")
              && conditions(parents.at("/0/conditions")).contains("Accepted=True/Accepted@10")
              && conditions(parents.at("/1/conditions")).contains("Accepted=True/Accepted@10");
        });
    Await.untilTrue("the newest serves", () -> planes.statusOf("/contested-10") == 200);
  }

  private static String foreignStatus(int generation) {
    return """
        {"status": {"parents": [{
          "parentRef": {"name": "elsewhere"}, "controllerName": "example.com/other",
          "conditions": [{"type": "Accepted", "status": "True", "reason": "Accepted", "message": "",
            "observedGeneration": %d, "lastTransitionTime": "2026-01-01T00:00:00Z"}]}]}}
        """
        .formatted(generation);
  }

  /** Identity of the leader; empty: there is none. */
  private static String holder() throws Exception {
    return kubernetes
        .get("lease", NAMESPACE, "agentgateway-control-plane")
        .at("/spec/holderIdentity")
        .asText();
  }

  /** The replica that leads: its log names the identity that it has. */
  private static Replica leading() {
    return Await.until(
        "there is a leader",
        () -> {
          String own = "this=\"" + holder() + "\"";
          return Stream.of(planes.first(), second)
              .filter(each -> log(each).contains(own))
              .findFirst();
        });
  }

  private static String log(Replica replica) {
    try {
      return planes.log(replica.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void restart(Replica replica) {
    if (replica.equals(second)) {
      second = planes.startSecond();
      planes.awaitReady(second);
    } else {
      planes.restartFirst();
      planes.awaitReady(planes.first());
    }
  }

  private static long accepted() throws Exception {
    return kubernetes
        .kubectl(
            "get",
            "httproute",
            "-n",
            NAMESPACE,
            "-o",
            "jsonpath={range .items[*]}{.metadata.name}={.status.parents[0].conditions[0].status}\n{end}")
        .lines()
        .filter(line -> line.startsWith("written-") && line.endsWith("=True"))
        .count();
  }

  private static void awaitAccepted(String name) {
    Await.untilTrue(
        name + " has its status",
        () ->
            conditions(
                    kubernetes.get("httproute", NAMESPACE, name).at("/status/parents/0/conditions"))
                .contains("Accepted=True/Accepted@1"));
  }
}
