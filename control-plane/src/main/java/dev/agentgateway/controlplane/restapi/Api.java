package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentgateway.controlplane.metrics.MetricsPage;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.traces.OtlpJson;
import dev.agentgateway.controlplane.traces.Run;
import dev.agentgateway.controlplane.traces.Runs;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.Explainer;
import dev.agentgateway.controlplane.view.OpenStreams;
import dev.agentgateway.controlplane.web.BadRequestException;
import dev.agentgateway.controlplane.web.Request;
import dev.agentgateway.controlplane.web.Response;
import dev.agentgateway.controlplane.web.WebRoute;
import dev.agentgateway.controlplane.web.WebServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The JSON API below {@code /api/v1}, health, readiness and metrics. */
public final class Api {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> ROUTE_KINDS =
      List.of(
          "GRPCRoute",
          "Gateway",
          "GatewayClass",
          "HTTPRoute",
          "ListenerSet",
          "TCPRoute",
          "TLSRoute",
          "UDPRoute");
  private static final List<String> POLICY_KINDS =
      List.of("AgentgatewayPolicy", "AgentgatewayBackend");

  private final ControlPlaneView view;
  private final TraceStore traces;
  private final Runs runs;
  private final InstantSource clock;
  private final MetricsPage metrics;
  private final String openApi;

  /** An API over what it is given; it keeps nothing. */
  public Api(
      ControlPlaneView view,
      TraceStore traces,
      Runs runs,
      MetricsPage metrics,
      InstantSource clock) {
    this.view = view;
    this.traces = traces;
    this.runs = runs;
    this.clock = clock;
    this.metrics = metrics;
    this.openApi = openApi();
  }

  /** Every path that it answers. */
  public List<WebRoute> routes() {
    List<WebRoute> routes = new ArrayList<>(shown());
    routes.addAll(health());
    return routes;
  }

  /** What probes and Prometheus ask: nothing of the configuration. */
  public List<WebRoute> health() {
    return List.of(
        WebRoute.get("/healthz", _ -> plain(200, "ok\n")),
        WebRoute.get("/readyz", _ -> ready()),
        WebRoute.get("/metrics", _ -> Response.of(200, MetricsPage.CONTENT_TYPE, metrics.text())));
  }

  private List<WebRoute> shown() {
    return List.of(
        WebRoute.get("/api/v1/proxies", _ -> proxies()),
        WebRoute.get("/api/v1/routes", _ -> objects(ROUTE_KINDS)),
        WebRoute.get("/api/v1/policies", _ -> objects(POLICY_KINDS)),
        WebRoute.get("/api/v1/config", _ -> config()),
        WebRoute.get("/api/v1/traces", this::traces),
        WebRoute.get("/api/v1/traces/{traceId}", this::trace),
        WebRoute.get("/api/v1/runs", this::runs),
        WebRoute.get("/api/v1/runs/{sessionId}", this::run),
        WebRoute.get("/api/v1/telemetry", _ -> json(ProxyJson.telemetry(view.proxies().get()))),
        WebRoute.get("/api/v1/explain", this::explain),
        WebRoute.get("/api/v1/openapi.json", _ -> Response.of(200, Response.JSON, openApi)));
  }

  private Response proxies() {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode items = json.putArray("items");
    view.proxies().get().forEach(proxy -> items.add(ProxyJson.proxy(proxy)));
    return json(json);
  }

  /** The objects of some kinds, kind by kind. */
  private Response objects(List<String> kinds) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode items = json.putArray("items");
    for (String kind : kinds) {
      objects(items, object -> object.getKind().equals(kind));
    }
    return json(json);
  }

  private void objects(ArrayNode items, Predicate<HasMetadata> wanted) {
    Statuses statuses = view.statuses().get();
    view.source().get().state().objects().stream()
        .filter(wanted)
        .forEach(object -> items.add(KubernetesJson.object(object, statuses)));
  }

  private Response config() {
    ObjectNode json = MAPPER.createObjectNode();
    SourceUpdate source = view.source().get();
    ObjectNode sourceJson = json.putObject("source");
    sourceJson.put("synced", source.synced());
    sourceJson.put("readable", source.unavailable().isEmpty());
    source.unavailable().ifPresent(reason -> sourceJson.put("unavailable", reason));
    ArrayNode problems = sourceJson.putArray("problems");
    for (SourceProblem problem : source.problems()) {
      ObjectNode entry = problems.addObject().put("file", problem.file());
      entry.put("line", problem.line()).put("reason", problem.reason());
      entry.put(
          "severity",
          switch (problem.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "note";
          });
      problem.object().ifPresent(object -> entry.put("object", object.toString()));
    }
    objects(json.putArray("objects"), _ -> true);
    json.set("gateways", RecordJson.of(view.translation().get().gateways()));
    json.set("resources", RecordJson.of(view.resources().get()));
    return json(json);
  }

  private Response traces(Request request) throws BadRequestException {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode items = json.putArray("items");
    traces
        .list(TraceParameters.of(request))
        .forEach(trace -> items.add(TraceJson.summary(trace, runs.ofTrace(trace.traceId()))));
    return json(json);
  }

  private Response trace(Request request) {
    String id = request.variable("traceId");
    return traces
        .find(id)
        .map(trace -> json(OtlpJson.write(trace.otlp())))
        .orElseGet(
            () ->
                WebServer.error(
                    404,
                    "traceId: " + id + " (expected: 32 hex digits of a trace that is still kept)"));
  }

  private Response runs(Request request) throws BadRequestException {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode items = json.putArray("items");
    Instant now = clock.instant();
    Map<String, Integer> streams = OpenStreams.byRun(view.proxies().get());
    for (Run run : runs.list(TraceParameters.limit(request))) {
      items.add(RunJson.run(run, streams.getOrDefault(run.id(), 0), now));
    }
    return json(json);
  }

  private Response run(Request request) {
    String id = request.variable("sessionId");
    int streams = OpenStreams.byRun(view.proxies().get()).getOrDefault(id, 0);
    return runs.find(id)
        .map(run -> json(RunJson.withCalls(run, streams, clock.instant())))
        .orElseGet(
            () -> WebServer.error(404, "sessionId: " + id + " (expected: one of /api/v1/runs)"));
  }

  private Response explain(Request request) throws BadRequestException, InterruptedException {
    return switch (view.explainer().explain(question(request))) {
      case Explainer.Explained(String proxy, String answer) -> {
        ObjectNode json = MAPPER.createObjectNode().put("proxy", proxy);
        try {
          JsonNode explanation = MAPPER.readTree(answer);
          if (explanation.has("error")) {
            yield WebServer.error(400, explanation.get("error").asText());
          }
          json.set("explanation", explanation);
        } catch (JsonProcessingException e) {
          yield WebServer.error(502, "proxy " + proxy + " answered something that is not JSON");
        }
        yield json(json);
      }
      case Explainer.Unanswered(String reason) -> WebServer.error(503, reason);
    };
  }

  /**
   * The request to explain, from the parameters {@code method}, {@code url} and {@code header}.
   *
   * @throws BadRequestException naming the parameter that is missing or cannot be read
   */
  public static Explainer.Question question(Request request) throws BadRequestException {
    String url =
        request
            .parameter("url")
            .orElseThrow(
                () ->
                    new BadRequestException(
                        "url is missing (expected: http://HOST[:PORT]/PATH, or https://)"));
    List<Explainer.Header> headers = new ArrayList<>();
    for (String header : request.parameters("header")) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        headers.add(
            new Explainer.Header(
                header.substring(0, colon).strip(), header.substring(colon + 1).strip()));
      } else if (!header.isBlank()) {
        throw new BadRequestException("header: " + header + " (expected: NAME: VALUE)");
      }
    }
    return new Explainer.Question(request.parameter("method").orElse("GET"), url, headers);
  }

  private Response ready() {
    SourceUpdate source = view.source().get();
    if (source.unavailable().isPresent()) {
      return plain(
          503, "not ready: the source cannot be read: " + source.unavailable().get() + "\n");
    }
    return source.synced()
        ? plain(200, "ready\n")
        : plain(503, "not ready: the source has not been read once\n");
  }

  private static Response plain(int status, String text) {
    return Response.of(status, "text/plain; charset=utf-8", text);
  }

  private static Response json(JsonNode json) {
    return Response.of(200, Response.JSON, json.toString());
  }

  private static String openApi() {
    try (InputStream yaml = Api.class.getResourceAsStream("openapi.yaml")) {
      if (yaml == null) {
        throw new IllegalStateException("openapi.yaml is not on the class path");
      }
      return new YAMLMapper().readTree(yaml).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
