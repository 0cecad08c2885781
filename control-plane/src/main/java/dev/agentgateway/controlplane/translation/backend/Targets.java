package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.translation.backend.ServicePorts.Lookup;
import java.util.Optional;

/** Puts together targets and how they are spoken to, which may forbid to speak at all. */
final class Targets {

  private static final int HTTPS = 443;

  private Targets() {}

  /**
   * A port of a Service.
   *
   * @param suffix of its cluster's name
   * @param backend KIND/NAMESPACE/NAME[/PORT], for telemetry
   */
  static Resolution ofPort(
      String suffix, String backend, Lookup.Found port, BackendSettings settings, boolean http2) {
    return target(suffix, backend, port.host(), port.number(), port.discovered(), settings, http2);
  }

  /** A host of a {@code static} backend. */
  static Resolution ofHost(
      String suffix,
      String backend,
      String host,
      int port,
      BackendSettings settings,
      boolean http2) {
    return target(suffix, backend, host, port, Optional.empty(), settings, http2);
  }

  /** A host that speaks an agent's protocol: with TLS on port 443, whatever is said. */
  static Resolution ofAgentHost(
      String suffix, String backend, String host, int port, BackendSettings settings) {
    BackendSettings effective = port == HTTPS ? settings.secure() : settings;
    return ofHost(suffix, backend, host, port, effective, false);
  }

  private static Resolution target(
      String suffix,
      String backend,
      String host,
      int port,
      Optional<PortRef> discovered,
      BackendSettings settings,
      boolean http2) {
    if (settings.refusal().isPresent()) {
      return new Resolution.Missing("UnsupportedProtocol", settings.refusal().get());
    }
    return new Resolution.Found(
        new BackendTarget(
            suffix,
            backend,
            host,
            port,
            discovered,
            settings.tls().map(tls -> tls.ir(host, http2)),
            settings.credential(),
            Speech.Alone.HTTP));
  }
}
