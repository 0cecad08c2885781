package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.Port;

/** Where a connection finds what serves its next request. Any thread may ask. */
interface PortSource {

  /** What new requests are served by. */
  Port port();

  /** Whether connections are to end soon. */
  boolean isDraining();
}
