package dev.agentgateway.dataplane.admin;

import dev.agentgateway.dataplane.admin.Page.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** The admin, metrics and readiness ports. */
public final class Admin implements AutoCloseable {
  private static final String HELP =
      """
      agentgateway data plane

      GET  /config_dump                configuration in force, what was refused and what was ignored
      GET  /logging                    log levels
      POST /logging?level=L            sets the level of everything (error, warn, info, debug, trace)
      POST /logging?level=L&logger=N   sets the level of one logger
      GET  /stats                      load of listeners and clusters, ledger of spans, xDS state

      /metrics and /healthz/ready are on ports of their own.
      """;

  private final HttpPort admin;
  private final HttpPort metrics;
  private final HttpPort readiness;

  private Admin(HttpPort admin, HttpPort metrics, HttpPort readiness) {
    this.admin = admin;
    this.metrics = metrics;
    this.readiness = readiness;
  }

  /**
   * Opens the three ports; where one cannot be opened, none stays open.
   *
   * @throws IOException naming the address and the flag that chooses another
   */
  public static Admin open(
      AdminSources sources,
      InetSocketAddress adminAddress,
      InetSocketAddress metricsAddress,
      InetSocketAddress readinessAddress)
      throws IOException {
    LogLevels levels = new LogLevels();
    ConfigDump dump = new ConfigDump(sources.config(), sources.xds());
    Stats stats = new Stats(sources);
    Map<String, Page> pages =
        Map.of(
            "/", _ -> Answer.text(200, HELP),
            "/config_dump", _ -> Answer.json(dump.json()),
            "/logging", levels::answer,
            "/stats", _ -> Answer.json(stats.json()));
    HttpPort admin = HttpPort.open("--admin-port", adminAddress, pages);
    try {
      HttpPort metrics =
          HttpPort.open(
              "--metrics-port",
              metricsAddress,
              Map.of("/metrics", request -> metrics(request, sources)));
      try {
        HttpPort readiness =
            HttpPort.open(
                "--readiness-port",
                readinessAddress,
                Map.of("/healthz/ready", _ -> readiness(sources)));
        return new Admin(admin, metrics, readiness);
      } catch (IOException e) {
        metrics.close();
        throw e;
      }
    } catch (IOException e) {
      admin.close();
      throw e;
    }
  }

  /** {@code http://HOST:PORT} of the admin pages. */
  public String adminUrl() {
    return url(admin);
  }

  /** {@code http://HOST:PORT/metrics}. */
  public String metricsUrl() {
    return url(metrics) + "/metrics";
  }

  /** {@code http://HOST:PORT/healthz/ready}. */
  public String readinessUrl() {
    return url(readiness) + "/healthz/ready";
  }

  @Override
  public void close() {
    admin.close();
    metrics.close();
    readiness.close();
  }

  private static Answer metrics(Page.Request request, AdminSources sources) {
    boolean open = request.accept().contains("application/openmetrics-text");
    String type =
        open
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return new Answer(200, type, sources.metrics().apply(open));
  }

  private static Answer readiness(AdminSources sources) {
    Readiness now = sources.readiness().get();
    return Answer.text(now.ready() ? 200 : 503, now.reason() + "\n");
  }

  private static String url(HttpPort port) {
    return "http://" + HttpPort.text(port.address());
  }
}
