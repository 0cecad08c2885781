package dev.agentgateway.controlplane.restapi;

import dev.agentgateway.controlplane.dashboard.Dashboard;
import dev.agentgateway.controlplane.metrics.Metrics;
import dev.agentgateway.controlplane.metrics.MetricsPage;
import dev.agentgateway.controlplane.traces.Runs;
import dev.agentgateway.controlplane.traces.TraceStore;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.SampleControlPlane;
import dev.agentgateway.controlplane.web.WebRoute;
import dev.agentgateway.controlplane.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API and the dashboard on a port of their own, and a client. */
public final class ApiServer implements AutoCloseable {

  private final Metrics metrics = new Metrics();
  private final TraceStore traces = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Api api;
  private final Dashboard dashboard;
  private final WebServer server;

  /** Starts it. */
  public ApiServer(ControlPlaneView view) throws IOException {
    Runs runs = new Runs(traces);
    MetricsPage page = new MetricsPage("test", metrics, view, traces, Optional.empty());
    api = new Api(view, traces, runs, page, () -> SampleControlPlane.NOW);
    dashboard =
        new Dashboard(
            "test",
            view,
            traces,
            runs,
            Optional.of("https://traces.example/{traceId}"),
            () -> SampleControlPlane.NOW);
    List<WebRoute> routes = new ArrayList<>(api.routes());
    routes.addAll(dashboard.routes());
    server =
        new WebServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Set.of("dashboard.example"),
            routes);
    dashboard.start();
    server.start();
  }

  public TraceStore traces() {
    return traces;
  }

  public Metrics metrics() {
    return metrics;
  }

  public int port() {
    return server.port();
  }

  List<WebRoute> apiRoutes() {
    return api.routes();
  }

  /** GET of a path. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  public HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    server.close();
    dashboard.close();
    client.shutdownNow();
  }
}
