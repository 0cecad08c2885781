package dev.agentgateway.controlplane.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a control plane is started with. Every value was checked and every default resolved.
 *
 * @param directory the files that it reads; empty: a Kubernetes API server
 * @param controllerName {@code spec.controllerName} of the GatewayClasses that are ours
 * @param gatewayClassName GatewayClass that must be ours, or not there, on Kubernetes
 * @param gatewayAddresses IP addresses for the status of Gateways without {@code spec.addresses}
 * @param listeners where it answers
 * @param xdsTls how xDS is spoken
 * @param proxies those that are provisioned
 * @param stateDir for what outlives a restart; empty: below {@code $XDG_STATE_HOME/agentgateway}
 * @param traces what becomes of received traces
 * @param logging how it logs
 */
public record ControlPlaneConfig(
    Optional<Path> directory,
    String controllerName,
    String gatewayClassName,
    List<String> gatewayAddresses,
    Listeners listeners,
    XdsTls xdsTls,
    Proxies proxies,
    Optional<Path> stateDir,
    Traces traces,
    Logging logging) {

  public ControlPlaneConfig {
    gatewayAddresses = List.copyOf(gatewayAddresses);
  }

  /**
   * The proxies that Gateways on Kubernetes are given.
   *
   * @param image container image; empty: none are provisioned
   * @param xds HOST:PORT that they find the control plane at; empty: its Service
   */
  public record Proxies(Optional<String> image, Optional<String> xds) {}

  /**
   * How xDS is spoken.
   *
   * @param on over TLS; off: in plain text, to whoever connects
   * @param given its certificates; empty: the control plane makes them
   */
  public record XdsTls(boolean on, Optional<Given> given) {
    /**
     * Files that somebody else makes and renews.
     *
     * @param authorities what proxies verify the certificate by; empty: they are told otherwise
     */
    public record Given(Path certificate, Path key, Optional<Path> authorities) {}
  }

  /**
   * Where a control plane answers; port 0 takes any free one.
   *
   * @param metrics health and metrics alone; empty: only the dashboard's port answers them
   */
  public record Listeners(
      InetSocketAddress xds,
      InetSocketAddress dashboard,
      Optional<InetSocketAddress> metrics,
      InetSocketAddress otlpGrpc,
      InetSocketAddress otlpHttp) {}

  /**
   * What becomes of received traces, beside being shown.
   *
   * @param url where a trace is shown elsewhere, with {@code {traceId}} in it; empty: nowhere
   * @param forwardTo OTLP endpoint that they are sent on to; empty: none
   */
  public record Traces(Optional<String> url, Optional<URI> forwardTo) {}

  /** How a control plane logs. */
  public record Logging(Format format, Level level) {
    /** Shape of a log line. */
    public enum Format {
      TEXT,
      JSON
    }

    /** Least severe level that is written. */
    public enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG,
      TRACE
    }
  }
}
