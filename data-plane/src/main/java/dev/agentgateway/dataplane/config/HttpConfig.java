package dev.agentgateway.dataplane.config;

import java.time.Duration;

/**
 * Limits and timeouts of downstream HTTP connections.
 *
 * @param idleTimeout a connection without a request in flight is closed after this; zero: never.
 *     Default 1 h, as Envoy's common_http_protocol_options.idle_timeout
 * @param streamIdleTimeout a request on which nothing moved in either direction for this long ends
 *     with 408 or a reset; zero: never. Default 5 min, as Envoy's stream_idle_timeout
 * @param requestTimeout the whole request must have been received within this; zero: no limit
 * @param maxRequestHeadBytes request line and header fields; more is answered 431. Default 60 KiB
 */
public record HttpConfig(
    Duration idleTimeout,
    Duration streamIdleTimeout,
    Duration requestTimeout,
    int maxRequestHeadBytes) {

  /** Envoy's defaults. */
  public static final HttpConfig DEFAULT =
      new HttpConfig(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ZERO, 60 * 1024);
}
