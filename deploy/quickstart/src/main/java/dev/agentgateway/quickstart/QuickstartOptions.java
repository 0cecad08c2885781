package dev.agentgateway.quickstart;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen about a quickstart; every port has a flag. */
final class QuickstartOptions {
  @Option(
      names = "--replicas",
      defaultValue = "1",
      paramLabel = "N",
      description = "Data planes; they share the listener ports (default: ${DEFAULT-VALUE}).")
  int replicas;

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = "Directory of manifests to read (default: deploy/quickstart/manifests).")
  @Nullable Path source;

  @Option(names = "--no-agent", description = "Do not start the sample agent.")
  boolean noAgent;

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description =
          "Also send all traces to this OTLP endpoint: grpc://HOST:PORT, http://HOST:4317 (gRPC"
              + " too) or http://HOST:PORT[/PATH] (HTTP).")
  @Nullable String otlp;

  @Option(
      names = "--price-catalogue",
      paramLabel = "FILE",
      description =
          "Prices of models, from which calls get their cost; a change is noticed (default:"
              + " deploy/prices/catalogue.json). Those of the sample models are made up and always"
              + " known.")
  @Nullable Path priceCatalogue;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Logs and state (default: $XDG_STATE_HOME/agentgateway/quickstart).")
  @Nullable Path stateDir;

  @Option(names = "--gateway-port", defaultValue = "8080", description = PORT)
  int gatewayPort;

  @Option(names = "--dashboard-port", defaultValue = "15080", description = PORT)
  int dashboardPort;

  @Option(names = "--xds-port", defaultValue = "9978", description = PORT)
  int xdsPort;

  @Option(names = "--otlp-grpc-port", defaultValue = "4317", description = PORT)
  int otlpGrpcPort;

  @Option(names = "--otlp-http-port", defaultValue = "4318", description = PORT)
  int otlpHttpPort;

  @Option(names = "--admin-port", defaultValue = "15000", description = FIRST)
  int adminPort;

  @Option(names = "--metrics-port", defaultValue = "15020", description = FIRST)
  int metricsPort;

  @Option(names = "--readiness-port", defaultValue = "15021", description = FIRST)
  int readinessPort;

  @Option(names = "--llm-port", defaultValue = "9101", description = PORT)
  int llmPort;

  @Option(names = "--mcp-port", defaultValue = "9102", description = PORT)
  int mcpPort;

  @Option(names = "--mcp-places-port", defaultValue = "9105", description = PORT)
  int mcpPlacesPort;

  @Option(names = "--a2a-port", defaultValue = "9103", description = PORT)
  int a2aPort;

  @Option(names = "--echo-port", defaultValue = "9104", description = PORT)
  int echoPort;

  private static final String PORT = "Default: ${DEFAULT-VALUE}.";
  private static final String FIRST =
      "Of the first data plane; further ones take any free port. Default: ${DEFAULT-VALUE}.";

  /** Ports that must be free, by flag. */
  Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--gateway-port", gatewayPort);
    ports.put("--dashboard-port", dashboardPort);
    ports.put("--xds-port", xdsPort);
    ports.put("--otlp-grpc-port", otlpGrpcPort);
    ports.put("--otlp-http-port", otlpHttpPort);
    ports.put("--admin-port", adminPort);
    ports.put("--metrics-port", metricsPort);
    ports.put("--readiness-port", readinessPort);
    ports.put("--llm-port", llmPort);
    ports.put("--mcp-port", mcpPort);
    ports.put("--mcp-places-port", mcpPlacesPort);
    ports.put("--a2a-port", a2aPort);
    ports.put("--echo-port", echoPort);
    return ports;
  }

  /** Ports that the manifests name, by what they name today. */
  Map<Integer, Integer> manifestPorts() {
    return Map.of(
        8080,
        gatewayPort,
        9101,
        llmPort,
        9102,
        mcpPort,
        9103,
        a2aPort,
        9104,
        echoPort,
        9105,
        mcpPlacesPort);
  }
}
