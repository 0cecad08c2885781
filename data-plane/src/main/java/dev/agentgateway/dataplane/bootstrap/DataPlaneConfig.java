package dev.agentgateway.dataplane.bootstrap;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy is started with. Every value was checked and every default resolved, except the id,
 * which {@link StateDirectory} makes where none is given.
 *
 * @param controlPlanes HOST:PORT of each control plane, tried in turn; never empty
 * @param trust how control planes are known, and know this proxy
 * @param node who this proxy is
 * @param ports where it answers operators
 * @param stateDir where it keeps its state; empty: below {@code $XDG_STATE_HOME/agentgateway}
 * @param threads event loops, at least 1
 * @param drain how it stops
 * @param logging how it logs
 * @param prices files of the price catalogue; may be empty
 */
public record DataPlaneConfig(
    List<String> controlPlanes,
    Trust trust,
    Node node,
    Ports ports,
    Optional<Path> stateDir,
    int threads,
    Drain drain,
    Logging logging,
    List<Path> prices) {

  public DataPlaneConfig {
    controlPlanes = List.copyOf(controlPlanes);
    prices = List.copyOf(prices);
  }

  /**
   * How control planes are known.
   *
   * @param authorities PEM certificates that they are verified by; empty: plain text
   * @param token file with what shows who this proxy is; empty: nothing does
   * @param serverName that their certificate is for; empty: the host connected to
   */
  public record Trust(
      Optional<Path> authorities, Optional<Path> token, Optional<String> serverName) {
    /** Plain text. */
    public static final Trust NONE =
        new Trust(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Who a proxy is.
   *
   * @param id xDS node id; empty: made of the host name and kept in the state directory
   * @param gateways NAMESPACE/NAME of each Gateway that it serves; never empty
   */
  public record Node(Optional<String> id, List<String> gateways) {
    public Node {
      gateways = List.copyOf(gateways);
    }

    /** xDS {@code node.cluster}. */
    public String cluster() {
      return String.join(",", gateways);
    }
  }

  /** Where a proxy answers operators; port 0 takes any free one. */
  public record Ports(
      InetSocketAddress admin, InetSocketAddress metrics, InetSocketAddress readiness) {}

  /**
   * How a proxy stops.
   *
   * @param delay between failing readiness and closing the listening sockets
   * @param timeout for requests in flight after that
   */
  public record Drain(Duration delay, Duration timeout) {}

  /** How a proxy logs. */
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
