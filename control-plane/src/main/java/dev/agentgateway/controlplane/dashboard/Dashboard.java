package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.restapi.Api;
import dev.agentgateway.controlplane.restapi.TraceParameters;
import dev.agentgateway.controlplane.traces.Runs;
import dev.agentgateway.controlplane.traces.TraceQuery;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.Explainer;
import dev.agentgateway.controlplane.web.BadRequestException;
import dev.agentgateway.controlplane.web.Request;
import dev.agentgateway.controlplane.web.Response;
import dev.agentgateway.controlplane.web.WebRoute;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dashboard's pages. Everything is read when a page is asked for; nothing can be changed. */
public final class Dashboard implements AutoCloseable {

  private static final int LATEST_TRACES = 8;

  private final String version;
  private final ControlPlaneView view;
  private final TraceStore traces;
  private final Runs runs;
  private final Optional<String> traceUrl;
  private final InstantSource clock;
  private final Changes changes;
  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

  /**
   * A dashboard that is not started.
   *
   * @param version of this build
   * @param traceUrl where a trace is shown elsewhere, with {@code {traceId}} in it
   */
  public Dashboard(
      String version,
      ControlPlaneView view,
      TraceStore traces,
      Runs runs,
      Optional<String> traceUrl,
      InstantSource clock) {
    this.version = version;
    this.view = view;
    this.traces = traces;
    this.runs = runs;
    this.traceUrl = traceUrl;
    this.clock = clock;
    this.changes = new Changes(view, traces);
  }

  /** Starts to look for changes. */
  public void start() {
    changes.start();
  }

  /** Stops looking for changes. */
  @Override
  public void close() {
    changes.close();
  }

  /** Every path that it answers. */
  public List<WebRoute> routes() {
    return List.of(
        WebRoute.get("/", _ -> overview()),
        WebRoute.get("/traces", this::traces),
        WebRoute.get("/traces/{traceId}", this::trace),
        WebRoute.get("/runs", _ -> runs()),
        WebRoute.get("/runs/{sessionId}", this::run),
        WebRoute.get("/routes", _ -> page("routes", "Routes", RoutesModel.of(view))),
        WebRoute.get("/policies", _ -> page("policies", "Policies", PoliciesModel.of(view))),
        WebRoute.get("/proxies", _ -> proxies()),
        WebRoute.get("/problems", _ -> problems()),
        WebRoute.get("/explain", this::explain),
        WebRoute.stream("/events", (_, out) -> changes.writeTo(out)),
        asset("dashboard.css", "text/css; charset=utf-8"),
        asset("dashboard.js", "text/javascript; charset=utf-8"),
        asset("icon.svg", "image/svg+xml"));
  }

  private Response overview() {
    List<ProblemRow> problems = Problems.of(view);
    OverviewModel model =
        OverviewModel.of(
            view,
            changes.requestsPerSecond(),
            problems,
            traces.list(TraceQuery.latest(LATEST_TRACES)).stream().map(TraceRow::of).toList(),
            clock.instant());
    return page("overview", "Overview", model, "/", problems);
  }

  private Response traces(Request request) {
    TraceQuery query = TraceQuery.LATEST;
    String mistake = "";
    try {
      query = TraceParameters.of(request);
    } catch (BadRequestException e) {
      mistake = e.text();
    }
    return page("traces", "Traces", TracesModel.of(traces, query, request, mistake));
  }

  private Response trace(Request request) {
    String id = request.variable("traceId");
    return traces
        .find(id)
        .map(
            trace ->
                page(
                    "trace",
                    "Trace " + trace.traceId().substring(0, 8),
                    TraceModel.of(
                        trace,
                        runs.ofTrace(trace.traceId()),
                        traceUrl.map(url -> url.replace("{traceId}", trace.traceId())).orElse("")),
                    "/traces",
                    Problems.of(view)))
        .orElseGet(() -> missing("missing", "Trace not found", id, "/traces"));
  }

  private Response runs() {
    return page("runs", "Runs", RunsModel.of(runs, view.proxies().get(), clock.instant()));
  }

  private Response run(Request request) {
    String id = request.variable("sessionId");
    return runs.find(id)
        .map(
            run ->
                page(
                    "run",
                    "Run",
                    RunModel.of(run, view.proxies().get(), clock.instant()),
                    "/runs",
                    Problems.of(view)))
        .orElseGet(() -> missing("missingrun", "Run not found", id, "/runs"));
  }

  private Response missing(String template, String title, String id, String active) {
    Response page = page(template, title, id, active, Problems.of(view));
    return new Response(404, page.contentType(), page.body(), false);
  }

  private Response proxies() {
    return page("proxies", "Proxies", ProxiesModel.of(view, clock.instant()));
  }

  private Response problems() {
    List<ProblemRow> problems = Problems.of(view);
    return page("problems", "Problems", problems, "/problems", problems);
  }

  private Response explain(Request request) throws InterruptedException {
    String method = request.parameter("method").orElse("GET");
    String url = request.parameter("url").orElse("");
    String headers = String.join("\n", request.parameters("header"));
    ExplainModel model = ExplainModel.unanswered(method, url, headers, "");
    if (!url.isEmpty()) {
      try {
        Explainer.Question question = Api.question(split(request));
        model = ExplainModel.answered(method, url, headers, view.explainer().explain(question));
      } catch (BadRequestException e) {
        model = ExplainModel.unanswered(method, url, headers, e.text());
      }
    }
    return page("explain", "Explain", model);
  }

  /** The form has one field for all headers, one a line. */
  private static Request split(Request request) {
    Map<String, List<String>> query = new LinkedHashMap<>(request.query());
    List<String> lines = new ArrayList<>();
    request.parameters("header").forEach(text -> text.lines().forEach(lines::add));
    query.put("header", lines);
    return new Request(request.path(), request.variables(), query);
  }

  private Response page(String template, String title, Object model) {
    return page(template, title, model, "/" + template, Problems.of(view));
  }

  private Response page(
      String template, String title, Object model, String active, List<ProblemRow> problems) {
    int open = (int) problems.stream().filter(row -> !row.level().equals("note")).count();
    StringOutput html = new StringOutput(16 << 10);
    templates.render(
        template + ".jte",
        Map.of("shell", new Shell(title, active, open, version), "model", model),
        html);
    return Response.of(200, Response.HTML, html.toString());
  }

  private static WebRoute asset(String name, String contentType) {
    try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return WebRoute.get("/static/" + name, _ -> new Response(200, contentType, text, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
