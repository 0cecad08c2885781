package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Upstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A control plane that goes, and what it finds when it comes back. */
final class ControlPlaneRestartTest {
  @TempDir Path directory;

  /** What is where the objects were. */
  enum Found {
    NOTHING("does not exist") {
      @Override
      void make(Path source) {}
    },
    EMPTY_DIRECTORY("holds no") {
      @Override
      void make(Path source) throws Exception {
        Files.createDirectory(source);
      }
    };

    final String reason;

    Found(String reason) {
      this.reason = reason;
    }

    abstract void make(Path source) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void controlPlaneThatCannotReadItsSourceTakesNothingAway(Found found) throws Exception {
    try (Upstream upstream = Upstream.start("up");
        Planes planes = Planes.start(directory)) {
      planes.write("routes.yaml", routes(upstream, 2));
      planes.startDataPlane("proxy");
      planes.awaitRoute("/route-1");
      try (Load load = Load.start(planes.gatewayUrl().resolve("/route-0"))) {
        planes.killControlPlane();
        Path source = directory.resolve("source");
        found.make(source);
        planes.startControlPlane(source);

        Await.untilTrue(
            "readiness says why",
            () -> {
              HttpResponse<String> ready = planes.page("/readyz");
              assertThat(ready.body()).contains(found.reason);
              return ready.statusCode() == 503;
            });
        Await.untilTrue("the proxy is back", () -> !planes.api("proxies").path("items").isEmpty());
        load.awaitMore(500);
        assertThat(planes.get("/route-1").statusCode()).isEqualTo(200);

        planes.write("routes.yaml", routes(upstream, 3));
        Files.deleteIfExists(source);
        Files.move(planes.manifests(), source);
        planes.awaitRoute("/route-2");
        assertThat(planes.page("/readyz").statusCode()).isEqualTo(200);
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
    }
  }

  @Test
  void onlyWhatChangedMeanwhileIsSent() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        Planes planes = Planes.start(directory)) {
      planes.write("routes.yaml", routes(upstream, 200));
      planes.startDataPlane("proxy");
      planes.awaitRoute("/route-199");
      planes.killControlPlane();
      planes.write("routes.yaml", routes(upstream, 200).replace("value: /route-7}", "value: /x}"));
      planes.startControlPlane(planes.manifests());
      planes.awaitRoute("/x");

      assertThat(planes.get("/route-7").statusCode()).isEqualTo(404);
      assertThat(planes.controlPlaneMetric("agentgateway_xds_pushed_resources_total", ""))
          .isEqualTo(1);
    }
  }

  @Test
  void restartSendsNothingAgainAlsoOfPoliciesThatWereEdited() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        Planes planes = Planes.start(directory)) {
      planes.write("routes.yaml", routes(upstream, 2));
      planes.write("policy.yaml", Manifests.tracing("up", "GRPC"));
      planes.startDataPlane("proxy");
      planes.awaitRoute("/route-1");
      planes.write("policy.yaml", Manifests.tracing("up", "HTTP"));
      awaitGeneration(planes, 2);
      planes.write("routes.yaml", routes(upstream, 3));
      planes.awaitRoute("/route-2");
      planes.stopControlPlane();
      planes.write("routes.yaml", routes(upstream, 4));

      planes.startControlPlane(planes.manifests());
      planes.awaitRoute("/route-3");

      awaitGeneration(planes, 2);
      assertThat(planes.controlPlaneMetric("agentgateway_xds_pushed_resources_total", ""))
          .as("the new route alone")
          .isEqualTo(1);
    }
  }

  @Test
  void fileThatIsBrokenDuringARestartTakesNothingAway() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        Planes planes = Planes.start(directory)) {
      planes.write("routes.yaml", routes(upstream, 2));
      planes.startDataPlane("proxy");
      planes.awaitRoute("/route-1");
      planes.stopControlPlane();
      planes.write("routes.yaml", "kind: HTTPRoute\nmetadata: [\n");
      planes.write("other.yaml", "# A change, so that it is seen that the source was read.\n");

      planes.startControlPlane(planes.manifests());
      Await.untilTrue(
          "the break is told with its line",
          () ->
              planes
                  .api("config")
                  .at("/source/problems")
                  .toString()
                  .contains("kept from before the restart"));
      Await.untilTrue("the proxy is back", () -> !planes.api("proxies").path("items").isEmpty());

      assertThat(planes.get("/route-0").statusCode()).isEqualTo(200);
      assertThat(planes.get("/route-1").statusCode()).isEqualTo(200);
      planes.write("routes.yaml", routes(upstream, 3));
      planes.awaitRoute("/route-2");
      assertThat(planes.api("config").at("/source/problems").toString())
          .doesNotContain("kept from before the restart");
    }
  }

  @Test
  void proxyThatStartsWithoutItsControlPlaneServesFromDisk() throws Exception {
    try (Upstream upstream = Upstream.start("up");
        Planes planes = Planes.start(directory)) {
      planes.write("routes.yaml", routes(upstream, 2));
      Planes.DataPlane proxy = planes.startDataPlane("proxy");
      planes.awaitRoute("/route-1");
      assertThat(planes.metric(proxy, "agentgateway_xds_connected", "")).isEqualTo(1);
      planes.killControlPlane();
      planes.stop(proxy);

      planes.startDataPlane("proxy");
      planes.awaitRoute("/route-1");
      assertThat(planes.readiness(proxy).statusCode()).isEqualTo(200);
      assertThat(planes.metric(proxy, "agentgateway_xds_connected", "")).isZero();

      planes.write("routes.yaml", routes(upstream, 3));
      planes.startControlPlane(planes.manifests());
      planes.awaitRoute("/route-2");
      Await.untilTrue(
          "it is not stale any more",
          () -> !planes.api("proxies").path("items").path(0).path("stale").asBoolean(true));
    }
  }

  private static void awaitGeneration(Planes planes, int generation) {
    Await.untilTrue(
        "the policy has generation " + generation,
        () -> {
          for (JsonNode item : planes.api("policies").path("items")) {
            if (item.path("kind").asText().equals("AgentgatewayPolicy")) {
              return item.at("/metadata/generation").asInt() == generation;
            }
          }
          return false;
        });
  }

  private static String routes(Upstream upstream, int count) {
    StringBuilder text = new StringBuilder(Manifests.backend("up", "127.0.0.1", upstream.port()));
    for (int i = 0; i < count; i++) {
      text.append("---\n").append(Manifests.route("route-" + i, "/route-" + i, "up"));
    }
    return text.toString();
  }
}
