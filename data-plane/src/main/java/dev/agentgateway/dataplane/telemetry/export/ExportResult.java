package dev.agentgateway.dataplane.telemetry.export;

import java.time.Duration;
import java.util.Optional;

/** What a collector said of a batch. */
sealed interface ExportResult {

  /**
   * It took the batch.
   *
   * @param rejected spans of it that it refused for good
   * @param message what it said beside; may be empty
   */
  record Accepted(long rejected, String message) implements ExportResult {}

  /**
   * Try again.
   *
   * @param after not before this and not before the backoff says; empty: the latter alone
   */
  record Retry(String error, Optional<Duration> after) implements ExportResult {}

  /** It refused the batch for good. */
  record Refused(String error) implements ExportResult {}
}
