package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Quickstart;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No request fails while parts come, go and change. */
final class ResilienceTest {

  @Test
  void editedRoutesAreLiveAtOnceAndNoRequestFails(@TempDir Path state) throws Exception {
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent")) {
      Path file = quickstart.manifests().resolve("routes.yaml");
      String shipped = Files.readString(file);
      try (Load load = Load.start(quickstart.gateway().resolve("/echo/load"))) {
        for (int edit = 0; edit < 20; edit++) {
          String path = "/edit-" + edit;
          Files.writeString(file, shipped + "---\n" + echoRoute("edited", path));
          Await.untilTrue(
              "edit " + edit + " is live", () -> quickstart.get(path).statusCode() == 200);
        }
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
    }
  }

  @Test
  void controlPlaneThatDiesIsNamedRestartedAndNotMissed(@TempDir Path state) throws Exception {
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent")) {
      try (Load load = Load.start(quickstart.gateway().resolve("/echo/load"))) {
        quickstart.child("control-plane").destroyForcibly();

        Await.untilTrue(
            "its death is told", () -> quickstart.logs().contains("control-plane (pid"));
        Await.untilTrue(
            "it serves again", () -> !quickstart.api("proxies").path("items").isEmpty());
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
    }
  }

  @Test
  void replicaThatIsTerminatedUnderLoadFailsNoRequest(@TempDir Path state) throws Exception {
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent", "--replicas", "2")) {
      Await.untilTrue(
          "both replicas are known", () -> quickstart.api("proxies").path("items").size() == 2);
      try (Load load = Load.start(quickstart.gateway().resolve("/echo/load"))) {
        ProcessHandle replica = quickstart.child("data-plane-2");
        replica.destroy();
        replica.onExit().get();
        load.awaitMore(200);
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
    }
  }

  private static String echoRoute(String name, String path) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: %s, namespace: agentgateway-system}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules:
          - matches: [{path: {type: PathPrefix, value: %s}}]
            backendRefs: [{name: echo, port: 80}]
        """
        .formatted(name, path);
  }
}
