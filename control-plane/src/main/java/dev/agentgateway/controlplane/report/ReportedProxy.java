package dev.agentgateway.controlplane.report;

import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyState;
import java.time.Instant;
import java.util.Optional;

/**
 * A proxy by its own account.
 *
 * @param state its newest report; empty before the first
 * @param reportedAt when that came
 * @param departedAt when its stream ended; empty while it is connected
 */
public record ReportedProxy(
    ProxyNode node, ProxyState state, Instant reportedAt, Optional<Instant> departedAt) {

  /** Whether its stream is open. */
  public boolean isConnected() {
    return departedAt.isEmpty();
  }
}
