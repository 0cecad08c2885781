package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Quickstart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a headless Chromium. */
final class DashboardBrowserTest {
  @TempDir static Path directory;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() throws Exception {
    quickstart = Quickstart.start(Files.createDirectory(directory.resolve("state")));
    Await.untilTrue(
        "traces are there", () -> quickstart.api("traces").toString().contains("sample-agent"));
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @Test
  void proxiesShowTheProxy() throws Exception {
    assertThat(rendered("/proxies")).contains("data-plane-1");
  }

  @Test
  void tracesShowTheAgentsRuns() throws Exception {
    assertThat(rendered("/traces")).contains("trip-planner");
  }

  @Test
  void policiesShowTheTracingPolicy() throws Exception {
    assertThat(rendered("/policies")).contains("tracing-policy");
  }

  @Test
  void nothingIsLoadedFromAnywhereElse() throws Exception {
    for (String page : List.of("/", "/traces", "/routes", "/policies", "/proxies")) {
      assertThat(rendered(page))
          .as(page)
          .doesNotContainPattern("(src|href)=\"(https?:)?//(?!127\\.0\\.0\\.1)[^\"]+\\.(js|css)");
    }
  }

  private static String rendered(String path) throws Exception {
    Path profile = Files.createTempDirectory(directory, "profile");
    Path output = Files.createTempFile(directory, "page", ".html");
    Process chromium =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--virtual-time-budget=3000",
                "--timeout=8000",
                "--dump-dom",
                quickstart.dashboard().resolve(path).toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(chromium.waitFor()).isZero();
    return Files.readString(output);
  }
}
