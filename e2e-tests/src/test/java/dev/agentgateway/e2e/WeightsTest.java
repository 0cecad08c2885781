package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Load;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Upstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weighted backends through a proxy with two event loops. */
final class WeightsTest {
  private static final int REQUESTS = 2_000;

  @TempDir Path directory;

  @Test
  void backendsGetTheirSharesAndOneThatIsNotThereAnswers500ForItsOwn() throws Exception {
    try (Upstream most = Upstream.start("most");
        Upstream some = Upstream.start("some");
        Planes planes = Planes.start(directory)) {
      planes.write("routes.yaml", manifests(most, some));
      Planes.DataPlane proxy = planes.startDataPlane("proxy", "--threads", "2");
      planes.awaitRoute("/good");
      Map<String, Integer> answers = new HashMap<>();
      for (int i = 0; i < REQUESTS; i++) {
        HttpResponse<String> response = planes.get("/weighted");
        String answer = response.statusCode() == 200 ? response.body() : "500";
        answers.merge(answer, 1, Integer::sum);
      }
      assertThat(answers).containsOnlyKeys("most", "some", "500");
      // Shares of 6, 3 and 1 in 10; five standard deviations are below 0.06.
      assertThat(answers.get("most")).isBetween(1_080, 1_320);
      assertThat(answers.get("some")).isBetween(480, 720);
      assertThat(answers.get("500")).isBetween(130, 270);

      try (Load load = Load.start(planes.gatewayUrl().resolve("/good"))) {
        load.awaitMore(2_000);
        assertThat(load.stop()).as("failed requests").isEmpty();
      }
      assertThat(planes.metric(proxy, "agentgateway_requests_total", "status=\"500\""))
          .isEqualTo((double) answers.getOrDefault("500", 0));
    }
  }

  private static String manifests(Upstream most, Upstream some) {
    return Manifests.all(
        Manifests.backend("most", "127.0.0.1", most.port()),
        Manifests.backend("some", "127.0.0.1", some.port()),
        Manifests.route("good", "/good", "most"),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: weighted, namespace: test}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - matches: [{path: {value: /weighted}}]
            backendRefs:
            - {group: agentgateway.dev, kind: AgentgatewayBackend, name: most, weight: 6}
            - {group: agentgateway.dev, kind: AgentgatewayBackend, name: some, weight: 3}
            - {group: agentgateway.dev, kind: AgentgatewayBackend, name: missing, weight: 1}
        """);
  }
}
