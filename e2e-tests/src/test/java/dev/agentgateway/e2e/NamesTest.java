package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends by host name: where the name points is followed. */
final class NamesTest {
  private static final String NAME = "models.example.com";

  @TempDir Path directory;

  @Test
  void addressesOfANameTakeTurnsAndAreFollowedAndSurviveAFailingLookUp() throws Exception {
    try (Upstream first = Upstream.start("first", "127.0.0.1", 0);
        Upstream _ = Upstream.start("second", "127.0.0.2", first.port());
        Upstream _ = Upstream.start("third", "::1", first.port());
        Planes planes = Planes.start(directory).withHosts(hosts("127.0.0.1", "127.0.0.2"))) {
      planes.write(
          "routes.yaml",
          Manifests.all(
              Manifests.route("named", "/named", "named"),
              Manifests.backend("named", NAME, first.port()),
              Manifests.route("literal", "/literal", "literal"),
              Manifests.backend("literal", "::1", first.port())));
      Planes.DataPlane proxy = planes.startDataPlane("proxy", "--threads", "1");
      planes.awaitRoute("/named");

      assertThat(answers(planes, 20)).isEqualTo(Map.of("first", 10, "second", 10));
      assertThat(planes.get("/literal").body()).isEqualTo("third");

      planes.writeHosts(hosts("::1"));
      Await.untilTrue("the name has moved", () -> answers(planes, 4).containsKey("third"));
      assertThat(answers(planes, 10)).isEqualTo(Map.of("third", 10));

      planes.writeHosts("127.0.0.1 other.example.com");
      Await.untilTrue(
          "the failure is told", () -> planes.logs().contains("host name cannot be resolved"));
      assertThat(answers(planes, 10)).isEqualTo(Map.of("third", 10));

      planes.writeHosts(hosts("127.0.0.2"));
      Await.untilTrue("the name is back", () -> answers(planes, 4).containsKey("second"));
      assertThat(proxy.process().isAlive()).isTrue();
    }
  }

  private static Map<String, Integer> answers(Planes planes, int count) throws Exception {
    Map<String, Integer> answers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      answers.merge(planes.get("/named").body(), 1, Integer::sum);
    }
    return answers;
  }

  private static String hosts(String... addresses) {
    StringBuilder lines = new StringBuilder();
    for (String address : addresses) {
      lines.append(address).append(' ').append(NAME).append('\n');
    }
    return lines.toString();
  }
}
