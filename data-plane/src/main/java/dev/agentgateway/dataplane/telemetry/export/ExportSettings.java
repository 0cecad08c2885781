package dev.agentgateway.dataplane.telemetry.export;

import java.time.Duration;

/**
 * Bounds of exporting.
 *
 * @param queueBytes memory of the spans of one policy that are queued or in flight. Default 32 MiB
 * @param batchBytes a batch is sent as soon as this much is queued. Default 2 MiB
 * @param maxBatchBytes no request is larger. Default 3 MiB
 * @param maxInFlight concurrent requests of one policy. Default 4
 * @param flushInterval longest time that a span waits for a batch to fill. Default 200 ms
 * @param timeout of one request. Default 10 s
 * @param firstBackoff before the first retry; grows by half with each, with jitter of a fifth.
 *     Default 500 ms
 * @param maxBackoff bound of the growth. Default 5 s
 * @param retryLimit age at which a batch is given up. Default 5 min
 */
public record ExportSettings(
    long queueBytes,
    int batchBytes,
    int maxBatchBytes,
    int maxInFlight,
    Duration flushInterval,
    Duration timeout,
    Duration firstBackoff,
    Duration maxBackoff,
    Duration retryLimit) {

  /** The defaults, with a bound of the queue. */
  public static ExportSettings withQueue(long queueBytes) {
    return new ExportSettings(
        queueBytes,
        2 << 20,
        3 << 20,
        4,
        Duration.ofMillis(200),
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5));
  }
}
