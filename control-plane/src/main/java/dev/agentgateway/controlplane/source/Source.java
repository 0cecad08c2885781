package dev.agentgateway.controlplane.source;

import java.nio.file.Path;

/** Where desired state comes from. It does nothing until it is started. */
public interface Source extends AutoCloseable {

  /**
   * Starts it.
   *
   * @param keptIn file for what a source must know of the time before a restart, if anything
   */
  void start(Path keptIn);

  /** Ends it; its consumer is not called afterwards. */
  @Override
  void close();
}
