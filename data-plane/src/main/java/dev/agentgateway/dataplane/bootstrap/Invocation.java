package dev.agentgateway.dataplane.bootstrap;

/** What a command line asks for. */
public sealed interface Invocation {

  /** Run with this configuration. */
  record Start(DataPlaneConfig config) implements Invocation {}

  /**
   * Print and exit.
   *
   * @param exitCode 0 for help and version, on standard output; 2 for mistakes, on standard error
   * @param output what to print, lines ended
   */
  record Stop(int exitCode, String output) implements Invocation {}
}
