package dev.agentgateway.controlplane.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.restapi.ApiServer;
import dev.agentgateway.controlplane.traces.Run;
import dev.agentgateway.controlplane.traces.Runs;
import dev.agentgateway.controlplane.traces.SampleRuns;
import dev.agentgateway.controlplane.traces.SampleSpans;
import dev.agentgateway.controlplane.view.Explainer;
import dev.agentgateway.controlplane.view.SampleControlPlane;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DashboardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/traces",
        "/runs",
        "/runs/" + SampleRuns.ENCODED_SESSION,
        "/routes",
        "/policies",
        "/proxies",
        "/problems",
        "/explain",
        "/traces/" + SampleSpans.TRACE,
        "/traces?text=%3Cscript%3Ealert(3)%3C/script%3E",
        "/explain?url=http://h/&header=%22%3E%3Cscript%3Ealert(4)%3C/script%3E:x"
      })
  void everyPageRendersWithSomethingAndWithNothingAndEscapesEverything(String path)
      throws Exception {
    try (ApiServer full = new ApiServer(SampleControlPlane.full());
        ApiServer empty = new ApiServer(SampleControlPlane.empty())) {
      SampleSpans.fill(full.traces());
      SampleRuns.fill(full.traces());
      for (ApiServer server : List.of(full, empty)) {
        HttpResponse<String> page = server.get(path);
        boolean missing = server == empty && path.matches("/(traces|runs)/.*");
        assertThat(page.statusCode()).isEqualTo(missing ? 404 : 200);
        assertThat(page.body().strip()).startsWith("<!doctype html>").endsWith("</html>");
        assertThat(page.body()).contains("<h1>");
        assertThat(page.body().split("<script", -1)).as("our own script only").hasSize(2);
        assertThat(page.body()).doesNotContain("<img src=x").doesNotContain("<b>bad</b>");
        assertThat(page.body()).doesNotContain("style=").doesNotContain("do-not-show-this");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
            .contains("default-src 'none'")
            .doesNotContain("unsafe");
        assertNothingFromElsewhere(page.body());
      }
    }
  }

  private static void assertNothingFromElsewhere(String html) {
    Matcher loads = Pattern.compile("(?:src|<link[^>]*href)=\"([^\"]*)\"").matcher(html);
    List<String> loaded = new ArrayList<>();
    while (loads.find()) {
      loaded.add(loads.group(1));
    }
    assertThat(loaded).isNotEmpty().allMatch(url -> url.startsWith("/static/"));
  }

  @Test
  void problemsAreFrontAndCentre() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      String overview = server.get("/").body();
      assertThat(overview).contains("Needs attention").contains("connection refused");
      String problems = server.get("/problems").body();
      assertThat(problems)
          .containsPattern("shop\\.yaml:\\d+")
          .contains("missing a ReferenceGrant")
          .contains("refuses VirtualHost")
          .contains("&lt;b&gt;bad&lt;/b&gt; regex");
    }
  }

  @Test
  void emptyPagesSayWhatToDoNext() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.empty())) {
      assertThat(server.get("/").body()).contains("No Gateway yet").contains("No traces yet");
      assertThat(server.get("/proxies").body()).contains("./agentgateway data-plane --xds");
      assertThat(server.get("/policies").body()).contains("nothing is traced");
      assertThat(server.get("/problems").body()).contains("Nothing is wrong");
    }
  }

  @Test
  void aTraceIsATreeWithErrorsRetriesAndMissingParentsMarked() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      SampleSpans.fill(server.traces());
      List<SpanRow> rows = Waterfall.of(server.traces().find(SampleSpans.TRACE).orElseThrow());
      assertThat(rows).extracting(SpanRow::depth).containsExactly(0, 1, 2, 2, 0);
      assertThat(rows)
          .extracting(SpanRow::spanId)
          .extracting(id -> id.charAt(15))
          .containsExactly('1', '2', '3', '4', '9');
      assertThat(rows.get(2).marks()).containsExactly("503");
      assertThat(rows.get(3).marks()).containsExactly("retry 1");
      assertThat(rows.get(4).marks()).containsExactly("parent not received");
      assertThat(rows.get(1).bar().left()).isEqualTo("2.22%");
      String page = server.get("/traces/" + SampleSpans.TRACE).body();
      assertThat(page)
          .contains("the caller traces it")
          .contains("9f2c")
          .contains("/api/v1/traces/" + SampleSpans.TRACE)
          .contains("https://traces.example/" + SampleSpans.TRACE);
    }
  }

  @Test
  void aRunIsItsCallsInOrderAcrossTracesWithTheReasonOfEach() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      SampleRuns.fill(server.traces());
      Run run = new Runs(server.traces()).find(SampleRuns.SESSION).orElseThrow();
      RunModel model = RunModel.of(run, List.of(), SampleControlPlane.NOW);
      assertThat(model.calls())
          .extracting(call -> call.operation() + " " + call.subject())
          .containsExactly(
              "chat large-1",
              "tools/call get_weather",
              "tools/call broken_tool",
              "chat large-1",
              "SendMessage AgentgatewayBackend/shop/planner",
              "chat large-1");
      assertThat(model.calls())
          .extracting(RunModel.CallRow::reason)
          .containsExactly(
              "session header",
              "tool call",
              "same trace",
              "continues an answer",
              "A2A context",
              "session header");
      assertThat(model.calls())
          .extracting(call -> call.used().cost())
          .containsExactly("$0.1000", "", "", "$0.2000", "", "");
      assertThat(model.run().cost()).isEqualTo("$0.3000");
      assertThat(model.run().unpriced()).isEqualTo("1 call without a price");
      assertThat(model.run().tokens()).isEqualTo("2,600 / 90");
      assertThat(model.run().failedTools()).isEqualTo(1);
      assertThat(model.run().state()).isEqualTo("open");
      assertThat(model.calls().getFirst().used().firstChunk()).isEqualTo("120 ms");
      assertThat(server.get("/runs").body())
          .contains("/runs/" + SampleRuns.ENCODED_SESSION)
          .contains("1 failed tool")
          .contains("invoke_agent &lt;b&gt;bad&lt;/b&gt;");
    }
  }

  @Test
  void streamsInFlightAreShownWithTheirAgeAndRun() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      SampleRuns.fill(server.traces());
      for (String page : List.of("/", "/runs")) {
        assertThat(server.get(page).body())
            .contains("chat &lt;b&gt;bad&lt;/b&gt;", "3 min 20 s", "2.0 KiB", "The oldest of 7")
            .contains("/runs/" + SampleRuns.ENCODED_SESSION);
      }
      assertThat(server.get("/runs/" + SampleRuns.ENCODED_SESSION).body()).contains(">streaming<");
    }
  }

  @Test
  void tracesTellTheirModelsTokensCostAndEveryKindAndRoute() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      SampleRuns.fill(server.traces());
      String page = server.get("/traces?protocol=mcp").body();
      assertThat(page)
          .containsSubsequence("<tbody>", ">LLM<", ">MCP<", "shop/llm, tools", "large-1")
          .contains("1,200 / 40", "$0.1000");
      assertThat(page).as("the other traces have no MCP").doesNotContain(">A2A</span>");
      assertThat(server.get("/traces?protocol=a2a").body())
          .contains(">A2A</span>")
          .contains("title=\"1 call without a price\"");
      assertThat(server.get("/traces?protocol=http").body()).contains("No trace fits");
    }
  }

  @Test
  void anExplanationShowsTheVerdictThePoliciesAndTheExpressions() throws Exception {
    String answer =
        """
        {"outcome":"forwarded by ns/chat","route":{"route":"ns/chat","pattern":"/chat/*"},
         "backends":[{"backend":"Service/ns/a/80","share":0.75,"endpoints":["10.0.0.1:80"],
                      "policies":[{"policy":"ns/tls","field":"backend.tls","target":"port 80",
                                   "inForce":true,"why":"the most specific"}]},
                     {"cluster":"gone","share":0.25,"problem":"does not exist: answers 500"}],
         "tracing":{"sampled":false,"reason":"random","threshold":"c0000000000000",
                    "randomness":"00000000000007",
                    "policies":[{"policy":"ns/own","generation":4,"field":"frontend.tracing",
                                 "target":"listener http","inForce":true,"why":"it is older"},
                                {"policy":"ns/wide","field":"frontend.tracing",
                                 "target":"the Gateway","inForce":false,"why":"beaten"}],
                    "expressions":[{"name":"randomSampling","expression":"0.25","inCharge":true,
                                    "result":"0.25"},
                                   {"name":"filter","expression":null,"result":"unset"}],
                    "attributes":[{"name":"code","expression":"response.code",
                                   "result":"known when the response has ended"}],
                    "collector":{"problem":"spans are dropped: no such Service"}}}
        """;

    ExplainModel.Answer read =
        ExplainModel.answered("GET", "http://h/", "", new Explainer.Explained("p", answer))
            .answer()
            .orElseThrow();

    assertThat(read.outcome()).isEqualTo("forwarded by ns/chat");
    assertThat(read.traced()).isEqualTo("randomSampling did not choose it");
    assertThat(read.way())
        .contains(
            new SpanRow.Fact("75 % to", "Service/ns/a/80 at 10.0.0.1:80"),
            new SpanRow.Fact("25 % to", "gone: does not exist: answers 500"));
    assertThat(read.sampling())
        .contains(
            new SpanRow.Fact("Share", "25.00 %"),
            new SpanRow.Fact("Collector", "spans are dropped: no such Service"));
    assertThat(read.policies())
        .extracting(ExplainModel.PolicyRow::policy)
        .containsExactly("ns/own, generation 4", "ns/wide", "ns/tls");
    assertThat(read.policies().getLast().target()).isEqualTo("Service/ns/a/80, port 80");
    assertThat(read.expressions())
        .extracting(ExplainModel.ExpressionRow::expression)
        .containsExactly("0.25", "");
    assertThat(read.attributes()).hasSize(1);
    assertThat(read.everything()).isNotEmpty();
  }

  @Test
  void theOverviewCountsSamplingDecisionsByReason() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      assertThat(server.get("/").body())
          .containsPattern("40</b> <span class=\"chip good\">traced</span>")
          .contains("the caller traces it")
          .containsPattern("1,194</b> <span class=\"chip *\">not traced</span>")
          .contains("randomSampling did not choose it");
    }
  }

  @Test
  void spansThatAreEachOthersParentsAreShownOnce() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.empty())) {
      server
          .traces()
          .add(SampleSpans.request("a", SampleSpans.span(SampleSpans.TRACE, 1, 2, "x", 0, 1)));
      server
          .traces()
          .add(SampleSpans.request("a", SampleSpans.span(SampleSpans.TRACE, 2, 1, "y", 0, 1)));
      assertThat(Waterfall.of(server.traces().find(SampleSpans.TRACE).orElseThrow()))
          .hasSize(2)
          .first()
          .satisfies(row -> assertThat(row.marks()).contains("parents in a circle"));
    }
  }

  @Test
  void anOpenPageIsToldOfEveryChange() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      HttpResponse<InputStream> stream =
          server
              .client()
              .send(
                  HttpRequest.newBuilder(server.uri("/events")).build(),
                  HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
      LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
      Thread reader = Thread.ofVirtual().start(() -> read(stream.body(), lines));
      assertThat(lines.poll(20, TimeUnit.SECONDS)).isEqualTo("retry: 2000");
      for (int i = 1; i <= 2; i++) {
        SampleSpans.fill(server.traces());
        assertThat(next(lines, "event: change")).isTrue();
      }
      stream.body().close();
      reader.interrupt();
    }
  }

  @Test
  void dozensOfOpenPagesDoNotKeepOthersFromBeingServed() throws Exception {
    try (ApiServer server = new ApiServer(SampleControlPlane.full())) {
      List<InputStream> streams = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        streams.add(
            server
                .client()
                .send(
                    HttpRequest.newBuilder(server.uri("/events")).build(),
                    HttpResponse.BodyHandlers.ofInputStream())
                .body());
      }
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
      for (InputStream stream : streams) {
        stream.close();
      }
    }
  }

  private static void read(InputStream body, LinkedBlockingQueue<String> lines) {
    try (Scanner scanner = new Scanner(body, StandardCharsets.UTF_8)) {
      while (scanner.hasNextLine()) {
        lines.add(scanner.nextLine());
      }
    }
  }

  private static boolean next(LinkedBlockingQueue<String> lines, String wanted)
      throws InterruptedException, IOException {
    String line = lines.poll(20, TimeUnit.SECONDS);
    while (line != null && !line.equals(wanted)) {
      line = lines.poll(20, TimeUnit.SECONDS);
    }
    return line != null;
  }
}
