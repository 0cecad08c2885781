package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.ClusterConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where the clusters of collectors are now. Asked whenever a connection is made, so that exports
 * follow their endpoints. Called on export threads; never blocks.
 */
public interface ExportTargets {

  /** The cluster's addresses; empty where it does not exist. */
  Optional<Target> target(String cluster);

  /** The value of a generic secret by SDS resource name; empty where there is none. */
  Optional<String> secret(String name);

  /**
   * Where one cluster is.
   *
   * @param addresses ready endpoints, resolved; empty where there is none
   * @param tls how connections are secured; empty: plaintext
   */
  record Target(List<InetSocketAddress> addresses, Optional<ClusterConfig.TlsConfig> tls) {
    public Target {
      addresses = List.copyOf(addresses);
    }
  }
}
