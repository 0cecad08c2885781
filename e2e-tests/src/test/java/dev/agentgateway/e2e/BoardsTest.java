package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.BoardTraffic;
import dev.agentgateway.e2e.support.Boards;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Prometheus;
import dev.agentgateway.e2e.support.Quickstart;
import dev.agentgateway.e2e.support.Tempo;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boards and alerts of the chart against a real Prometheus and Tempo, after traffic of every kind.
 */
final class BoardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ALERTS = Kubernetes.charts().resolve("agentgateway/alerts.yaml");
  private static final Path RESOURCES = Path.of("src/test/resources/dev/agentgateway/e2e");

  @TempDir static Path directory;

  private static Tempo tempo;
  private static Quickstart quickstart;
  private static Prometheus prometheus;
  private static BoardTraffic traffic;

  @BeforeAll
  static void start() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    tempo = Tempo.start(directory.resolve("tempo"), loopback);
    Path state = Files.createDirectories(directory.resolve("quickstart"));
    quickstart = Quickstart.start(state, "--otlp", "grpc://127.0.0.1:" + tempo.collectorPort());
    prometheus =
        Prometheus.start(
            directory.resolve("prometheus"),
            ALERTS.toAbsolutePath(),
            quickstart.dashboard().getAuthority(),
            quickstart.metricsAddress());
    traffic = BoardTraffic.start(quickstart);
    tempo.awaitReady();
  }

  @AfterAll
  static void close() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {traffic, prometheus, quickstart, tempo}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  void everyQueryOfEveryBoardReturnsNumbers() throws Exception {
    List<String> excused = Files.readAllLines(RESOURCES.resolve("unanswered-queries.txt"));
    List<Boards.Query> waiting = new ArrayList<>(Boards.promQl());
    assertThat(waiting).hasSizeGreaterThan(60);
    waiting.removeIf(query -> excused.stream().anyMatch(line -> line.startsWith(query.where())));
    // All at once: what is seldom, such as an answer that is cut, need not fall together.
    try {
      Await.untilTrue(
          "every query was answered",
          () -> {
            waiting.removeIf(BoardsTest::isAnswered);
            return waiting.isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError("no numbers for " + waiting, e);
    }
  }

  private static boolean isAnswered(Boards.Query query) {
    try {
      List<JsonNode> samples =
          prometheus.query(query.text()).stream()
              .filter(sample -> Double.isFinite(sample.at("/value/1").asDouble()))
              .toList();
      for (JsonNode sample : samples) {
        for (String label : labelsOf(query.legend())) {
          assertThat(sample.path("metric").has(label) || label.equals("pod"))
              .as("label %s of %s", label, query)
              .isTrue();
        }
      }
      return !samples.isEmpty()
          && (!query.exemplars() || !prometheus.exemplars(query.text()).isEmpty());
    } catch (java.io.IOException e) {
      throw new AssertionError(query.toString(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> labelsOf(String legend) {
    return Pattern.compile("\\{\\{(\\w+)}}")
        .matcher(legend)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everythingThatBoardsSearchTracesByIsOnTheSpans() throws Exception {
    Set<String> attributes = new TreeSet<>();
    for (Boards.Query query : Boards.traceQl()) {
      attributes.addAll(attributesOf(query.text()));
    }
    for (Path file : Boards.files()) {
      attributes.addAll(
          attributesOf(URLDecoder.decode(Files.readString(file), StandardCharsets.UTF_8)));
    }
    assertThat(attributes)
        .contains("service.name", "agentgateway.route", "gen_ai.tool.name", "gen_ai.request.model");
    Await.untilTrue("Tempo knows all of " + attributes, () -> tempo.tags().containsAll(attributes));
  }

  private static Set<String> attributesOf(String traceQl) {
    return Pattern.compile("\\b(?:span|resource)\\.([\\w.]+?)(?:=|!=)")
        .matcher(traceQl)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void boardsAskTheirVariablesDataSourcesAndLinkToSearchesThatGrafanaReads() throws Exception {
    Set<String> uids = new TreeSet<>();
    for (Path file : Boards.files()) {
      JsonNode board = Boards.read(file);
      assertThat(uids.add(board.path("uid").asText())).isTrue();
      List<String> variables =
          board.at("/templating/list").valueStream().map(v -> v.path("name").asText()).toList();
      assertThat(variables).contains("prometheus");
      for (JsonNode source : board.findValues("datasource")) {
        String uid = source.path("uid").asText();
        assertThat(variables).contains(uid.substring(2, uid.length() - 1));
      }
      if (!file.getFileName().toString().equals("control-plane.json")) {
        assertThat(variables).contains("gateway", "route", "tempo");
      }
      assertThat(board.path("panels").valueStream().map(panel -> panel.path("id").asInt()))
          .doesNotHaveDuplicates();
      for (String url : board.findValuesAsText("url")) {
        String panes = url.substring(url.indexOf("panes=") + "panes=".length());
        JsonNode query =
            JSON.readTree(URLDecoder.decode(panes, StandardCharsets.UTF_8)).at("/a/queries/0");
        assertThat(query.path("query").asText()).startsWith("{resource.service.name=");
      }
    }
    for (Boards.Query query : Boards.traceQl()) {
      assertThat(query.text()).contains("resource.service.name=\"agentgateway\"");
    }
  }

  @Test
  void alertsAskForMetricsThatThereAreAndFireWhenAProxyRefuses() throws Exception {
    Set<String> series = new TreeSet<>();
    Await.untilTrue(
        "all rules were evaluated",
        () ->
            prometheus.rules().stream()
                .allMatch(rule -> rule.path("health").asText().equals("ok")));
    for (JsonNode rule : prometheus.rules()) {
      Pattern.compile("agentgateway_\\w+(\\{[^}]*})?")
          .matcher(rule.path("query").asText())
          .results()
          .map(MatchResult::group)
          .forEach(series::add);
    }
    assertThat(series).hasSizeGreaterThan(4);
    for (String each : series) {
      Await.untilTrue("there is " + each, () -> !prometheus.query(each).isEmpty());
    }
    Await.untilTrue(
        "the refusal is noticed",
        () ->
            prometheus.rules().stream()
                .anyMatch(
                    rule ->
                        rule.path("name").asText().equals("AgentgatewayConfigurationRefused")
                            && !rule.path("state").asText().equals("inactive")));
  }

  @Test
  void alertsFireWhenTheyShould() throws Exception {
    Files.copy(ALERTS, directory.resolve("alerts.yaml"));
    Path cases = Files.copy(RESOURCES.resolve("alerts-test.yaml"), directory.resolve("test.yaml"));
    Process promtool =
        new ProcessBuilder("promtool", "test", "rules", cases.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(output).isZero();
  }
}
