package dev.agentgateway.dataplane.telemetry.export;

import java.util.function.Consumer;

/** Carries batches to one collector. */
interface Sender {

  /**
   * Sends a batch.
   *
   * @param done told exactly once, on any thread, also on a timeout; may be called before this
   *     returns
   */
  void send(Batch batch, Consumer<ExportResult> done);

  /** Closes connections; batches in flight fail. */
  void close();
}
