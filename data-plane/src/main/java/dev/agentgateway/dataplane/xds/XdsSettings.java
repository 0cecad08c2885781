package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.trust.ControlPlaneTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an {@link XdsClient} is told at start.
 *
 * @param nodeId xDS {@code node.id}
 * @param gateways NAMESPACE/NAME of each Gateway; joined by commas they are {@code node.cluster}
 * @param controlPlanes HOST:PORT of each control plane, tried in turn; never empty
 * @param stateDir directory for accepted resources; empty: they are not kept
 * @param trust how control planes are known, and know this proxy
 * @param version of this proxy, told to the control plane
 * @param timing waits and bounds
 */
public record XdsSettings(
    String nodeId,
    List<String> gateways,
    List<String> controlPlanes,
    ControlPlaneTrust trust,
    Optional<Path> stateDir,
    String version,
    Timing timing) {

  public XdsSettings {
    gateways = List.copyOf(gateways);
    controlPlanes = List.copyOf(controlPlanes);
    if (controlPlanes.isEmpty()) {
      throw new IllegalArgumentException("controlPlanes: none (expected: at least one HOST:PORT)");
    }
  }

  /**
   * Waits and bounds.
   *
   * @param diskAfter how long a control plane may take to answer before what is on disk is used
   * @param warming how long a resource waits for those that it names
   * @param minBackoff bound of the first wait before a new stream; waits are drawn between zero and
   *     the bound, which doubles
   * @param maxBackoff bound of the doubling
   */
  public record Timing(
      Duration diskAfter, Duration warming, Duration minBackoff, Duration maxBackoff) {

    /** 2 s, 15 s, 500 ms and 30 s. */
    public static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofMillis(500),
            Duration.ofSeconds(30));
  }
}
