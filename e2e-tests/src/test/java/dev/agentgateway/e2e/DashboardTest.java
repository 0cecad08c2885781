package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.e2e.support.AgentHttp;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Browser;
import dev.agentgateway.e2e.support.Quickstart;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a running quickstart in a real browser. */
final class DashboardTest {
  private static final List<String> PAGES =
      List.of("/", "/traces", "/runs", "/routes", "/policies", "/proxies", "/problems", "/explain");
  private static final AtomicInteger TRACES = new AtomicInteger();

  @TempDir static Path state;
  private static Quickstart quickstart;
  private static Browser browser;

  @BeforeAll
  static void start() {
    quickstart = Quickstart.start(state);
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    quickstart.close();
  }

  @AfterEach
  void asItWas() {
    browser.scripts(true);
    browser.dark(false);
    browser.screen(Browser.Screen.DESKTOP);
  }

  @Test
  void overviewShowsProxiesRoutesPoliciesDecisionsAndTheLedger() throws Exception {
    trace("/echo/overview");
    open("/");

    awaitText("1 in sync");
    awaitText("the caller traces it");
    assertThat(browser.texts(".ledger dt"))
        .containsExactly("Started", "Exported", "Waiting", "In flight", "Dropped");
    assertThat(browser.texts("section td")).contains("agentgateway-system/echo");
    assertThat(browser.text())
        .contains("agentgateway-system/tracing-policy", "Accepted", "ResolvedRefs", "Attached")
        .contains("opentelemetry-collector-traces.monitoring:4317");
  }

  @Test
  void proxiesShowTheStateOfEveryType() {
    open("/proxies");

    assertThat(browser.text()).contains("data-plane-1", "synced");
    assertThat(browser.texts("article td"))
        .contains("Listener", "VirtualHost", "Cluster", "ClusterLoadAssignment");
  }

  @Test
  void requestAppearsInTheListWithoutReloading() throws Exception {
    open("/traces?attribute=url.path%3D/echo/live");
    assertThat(browser.text()).contains("No trace fits these filters");
    browser.run("window.sameDocument = true");

    String traceId = trace("/echo/live");

    Await.untilTrue(
        "the trace is listed",
        () ->
            browser
                .texts(".traces .what")
                .contains("GET /echo/* agentgateway" + " start not received"));
    assertThat(browser.run("return document.querySelector('.traces a').href").asText())
        .endsWith("/traces/" + traceId);
    assertThat(browser.run("return window.sameDocument === true").asBoolean()).isTrue();
  }

  @Test
  void listIsFilteredByRouteErrorDurationAndAttribute() throws Exception {
    quickstart.spans(trace("/echo/filtered"), 2);
    quickstart.spans(trace("/v1/no-such-thing"), 2);

    open("/traces");
    browser.type("[name=attribute]", "url.path=/echo/filtered");
    browser.click("form [type=submit]");
    Await.untilTrue("one fits", () -> browser.texts(".traces .what").size() == 1);
    assertThat(browser.texts(".traces .route")).containsExactly("agentgateway-system/echo");
    assertThat(browser.texts(".traces .result")).containsExactly("ok");

    open("/traces?route=agentgateway-system/llm&text=no-such-thing");
    assertThat(browser.texts(".traces .result")).containsExactly("1 error");
    open("/traces?route=agentgateway-system/echo&text=no-such-thing");
    assertThat(browser.text()).contains("No trace fits these filters");

    open("/traces?status=error");
    assertThat(browser.texts(".traces .result"))
        .isNotEmpty()
        .allMatch(text -> text.contains("error"));
    open("/traces?status=ok&attribute=url.path%3D/echo/filtered");
    assertThat(browser.texts(".traces .what")).hasSize(1);

    open("/traces?minDuration=1h");
    assertThat(browser.texts("[role=alert]").getFirst()).contains("minDuration");
    open("/traces?minDuration=3600s");
    assertThat(browser.text()).contains("No trace fits these filters");
  }

  @Test
  void openedTraceTellsWhatFailedAndWhyItWasSampled() throws Exception {
    String traceId = trace("/v1/no-such-thing");
    quickstart.spans(traceId, 2);

    open("/traces/" + traceId);

    assertThat(browser.texts(".why dt"))
        .contains("Traced because", "Policy", "Route", "Configuration (xds.version)");
    assertThat(browser.texts(".why dd"))
        .contains("the caller traces it", "agentgateway-system/tracing-policy, generation 1")
        .anyMatch(text -> text.matches("[0-9a-f]{16,}"));
    assertThat(browser.texts(".span .label b")).containsExactly("GET /v1/*", "GET");
    assertThat(browser.texts(".span.failed .chip")).contains("404");
    assertThat(browser.texts(".span .chip")).contains("parent not received");

    browser.click(".span.failed summary");
    assertThat(browser.texts(".span.failed .attributes th"))
        .contains("http.response.status_code", "error.type", "span id", "parent span id");
    String bar =
        browser
            .run("return document.querySelector('.bar rect').getBoundingClientRect().width")
            .asText();
    assertThat(Double.parseDouble(bar)).isGreaterThan(100);
  }

  @Test
  void runShowsItsCallsInOrderAcrossTracesAndWhyEachIsPartOfIt() throws Exception {
    String first = chat("sample-large", "agent-session-id", "browser-run");
    String second = chat("sample-slow", "agent-session-id", "browser-run");
    String run = awaitRun(first);
    assertThat(awaitRun(second)).isEqualTo(run);

    open("/runs");
    browser.click("a[href='/runs/" + run + "']");
    awaitText("Failed tools");

    assertThat(browser.texts(".calls .what"))
        .containsExactly("LLM chat sample-large", "LLM chat sample-slow");
    assertThat(browser.texts(".calls .why-joined span"))
        .containsExactly("session header", "session header");
    assertThat(browser.texts(".calls .tokens")).allMatch(text -> text.matches("\\d+ / \\d+"));
    assertThat(browser.texts(".calls .cost")).allMatch(text -> text.matches("\\$0\\.\\d+"));
    assertThat(browser.texts(".calls .trace"))
        .containsExactly(first.substring(0, 8), second.substring(0, 8));
    assertThat(browser.texts(".why dd").get(1)).startsWith("$0.");

    browser.click(".calls .what a");
    awaitText(first);
    browser.click(".run-link");
    awaitText("Failed tools");
  }

  @Test
  void runGrowsWithoutReloadingAndItsTracesAreFilteredByKind() throws Exception {
    String first = chat("sample-large", "agent-session-id", "growing-run");
    open("/runs/" + awaitRun(first));
    Await.untilTrue("it has a call", () -> browser.texts(".calls .what").size() == 1);
    browser.run("window.sameDocument = true");

    chat("sample-large", "agent-session-id", "growing-run");

    Await.untilTrue("the page shows both", () -> browser.texts(".calls .what").size() == 2);
    assertThat(browser.run("return window.sameDocument === true").asBoolean()).isTrue();
    open("/traces?protocol=llm&text=" + first);
    assertThat(browser.texts(".traces .kind")).containsExactly("LLM");
    assertThat(browser.texts(".traces .model")).containsExactly("sample-large");
    assertThat(browser.texts(".traces .cost").getFirst()).startsWith("$0.");
    open("/traces?protocol=mcp&text=" + first);
    assertThat(browser.text()).contains("No trace fits these filters");
  }

  @Test
  void streamInFlightIsShownWithItsAge() throws Exception {
    AgentHttp agent = new AgentHttp(quickstart.gateway(), "agent-session-id", "streaming-run");
    ObjectNode body = AgentHttp.JSON.createObjectNode().put("model", "sample-slow");
    body.put("stream", true);
    body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
    open("/runs");
    AtomicBoolean seen = new AtomicBoolean();
    Thread streaming =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!seen.get()) {
                    Await.untilTrue(
                        "it has streamed",
                        () -> agent.post("/v1/chat/completions", body).status() == 200);
                  }
                });

    List<String> row =
        Await.until(
            "a stream is shown",
            () ->
                Optional.of(browser.texts(".streams tr:has(td) td")).filter(td -> td.size() >= 6));
    seen.set(true);

    assertThat(row.getFirst()).isEqualTo("LLM chat sample-slow");
    assertThat(row.get(1)).isEqualTo("agentgateway-system/llm");
    assertThat(row.get(2)).matches("\\d+ s");
    assertThat(row.get(3)).matches("[\\d.]+ K?i?B");
    assertThat(row.get(4)).isEqualTo("data-plane-1");
    streaming.join();
  }

  @Test
  void explainFormTellsWhereARequestGoesAndWhetherItIsTraced() {
    open("/explain");
    browser.type("[name=url]", quickstart.gateway().resolve("/echo/x?a=b").toString());
    browser.type(
        "[name=header]", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
    browser.click("form [type=submit]");

    awaitText("forwarded by agentgateway-system/echo");
    assertThat(browser.texts(".verdict").getLast())
        .isEqualTo("not traced the caller decided not to trace it");
    assertThat(browser.texts("td"))
        .contains("agentgateway-system/tracing-policy, generation 1", "in force")
        .contains("parentNotSampled decides", "unset: none is kept");
    assertThat(browser.text()).contains("http", "127.0.0.1");
  }

  @Test
  void pagesAreLightOrDarkAsTheReaderPrefers() {
    browser.dark(false);
    open("/");
    String light = browser.style("body", "background-color");
    browser.dark(true);
    open("/");

    assertThat(browser.style("body", "background-color")).isNotEqualTo(light);
    assertThat(browser.style("body", "color")).isNotEqualTo("rgba(27, 36, 48, 1)");
  }

  @Test
  void noRequestLeavesTheOriginAndNothingIsRefused() throws Exception {
    browser.requests();
    browser.console();
    String traceId = trace("/echo/origin");
    quickstart.spans(traceId, 2);

    PAGES.forEach(DashboardTest::open);
    open("/traces/" + traceId);

    assertThat(browser.requests())
        .hasSizeGreaterThan(PAGES.size())
        .allMatch(url -> url.getAuthority().equals(quickstart.dashboard().getAuthority()));
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void pagesAreReadableWithoutScripts() throws Exception {
    String traceId = trace("/echo/plain");
    quickstart.spans(traceId, 2);
    browser.scripts(false);

    for (String page : PAGES) {
      open(page);
      assertThat(browser.texts("h1")).as(page).hasSize(1);
    }
    open("/traces?attribute=url.path%3D/echo/plain");
    assertThat(browser.texts(".traces .what")).hasSize(1);
    open("/traces/" + traceId);
    browser.click(".span summary");
    assertThat(browser.texts(".attributes th")).contains("http.route");
    assertThat(browser.style("#live", "display")).isEqualTo("none");
  }

  @Test
  void noPageIsWiderThanATelephone() throws Exception {
    String traceId = trace("/echo/narrow");
    quickstart.spans(traceId, 2);
    browser.screen(Browser.Screen.PHONE);

    for (String page : PAGES) {
      open(page);
      assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
          .as(page)
          .isLessThanOrEqualTo(390);
    }
    String run = awaitRun(chat("sample-large", "agent-session-id", "narrow-run"));
    for (String page : List.of("/traces/" + traceId, "/runs/" + run)) {
      open(page);
      assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
          .as(page)
          .isLessThanOrEqualTo(390);
    }
  }

  private static void open(String path) {
    browser.open(quickstart.dashboard().resolve(path));
  }

  private static void awaitText(String text) {
    Await.untilTrue("the page says: " + text, () -> browser.text().contains(text));
  }

  /** Asks a model in a trace of its own; returns the trace id. */
  private static String chat(String model, String... headers) throws Exception {
    String traceId = String.format("d%031x", TRACES.incrementAndGet());
    ObjectNode body = AgentHttp.JSON.createObjectNode().put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
    AgentHttp agent =
        new AgentHttp(
            quickstart.gateway(), "traceparent", "00-" + traceId + "-2222222222222222-01");
    assertThat(agent.post("/v1/chat/completions", body, headers).status()).isEqualTo(200);
    return traceId;
  }

  /** The run that a trace belongs to, once it is known. */
  private static String awaitRun(String traceId) {
    return Await.until(
        "trace " + traceId + " has a run",
        () ->
            Optional.of(quickstart.api("traces?text=" + traceId).at("/items/0/runs/0").asText())
                .filter(id -> !id.isEmpty()));
  }

  /** Sends a request with a sampled trace context of its own; returns the trace id. */
  private static String trace(String path) throws Exception {
    String traceId = String.format("d%031x", TRACES.incrementAndGet());
    quickstart.get(path, "traceparent", "00-" + traceId + "-2222222222222222-01");
    return traceId;
  }
}
