package dev.agentgateway.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.traces.SpanForwarder;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.view.SampleControlPlane;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MetricsDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  @Test
  void theDocumentListsExactlyWhatIsServed() throws IOException {
    String document = Files.readString(DOCUMENT);
    int start = document.indexOf("## Control plane");
    int end = document.indexOf("\n## ", start + 1);
    String section = document.substring(start, end < 0 ? document.length() : end);
    assertThat(names(section, "(?m)^\\| `([a-z_]+)`")).isEqualTo(names(page(), "# TYPE (\\S+)"));
  }

  @Test
  void everySampleBelongsToADeclaredFamily() {
    String page = page();
    Set<String> families = names(page, "# TYPE (\\S+)");
    assertThat(names(page, "(?m)^([a-z_]+)[{ ]"))
        .allMatch(
            sample ->
                families.contains(sample.replaceFirst("_(bucket|sum|count)$", ""))
                    || families.contains(sample));
    assertThat(page)
        .contains("agentgateway_xds_proxies{state=\"synced\"} 1\n")
        .contains("agentgateway_xds_proxies{state=\"rejected\"} 1\n")
        .contains("agentgateway_xds_nacks_total{type=\"Listener\"} 1\n")
        .contains("agentgateway_xds_pushed_resources_total{type=\"Cluster\"} 3\n")
        .contains("agentgateway_control_plane_translation_seconds_count 1\n")
        .contains("agentgateway_control_plane_translation_seconds_bucket{le=\"0.005\"} 1\n")
        .contains("agentgateway_control_plane_translation_seconds_bucket{le=\"0.0025\"} 0\n");
  }

  private static String page() {
    Metrics metrics = new Metrics();
    metrics.translated(Duration.ofMillis(4));
    metrics.pushed("Cluster", 3);
    metrics.acknowledged("Cluster", Duration.ofMillis(2));
    metrics.refused("Listener");
    metrics.watchTrust(() -> Optional.of(SampleControlPlane.NOW), () -> 0);
    TraceStore traces = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);
    try (SpanForwarder forwarder =
        new SpanForwarder(URI.create("http://127.0.0.1:4318"), () -> SampleControlPlane.NOW)) {
      return new MetricsPage(
              "test", metrics, SampleControlPlane.full(), traces, Optional.of(forwarder))
          .text();
    }
  }

  private static Set<String> names(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
