package dev.agentgateway.controlplane.bootstrap;

/** What a command line asks for. */
public sealed interface Invocation {

  /** Run with this configuration. */
  record Start(ControlPlaneConfig config) implements Invocation {}

  /** Read the configuration's directory once, print every problem and exit. */
  record Validate(ControlPlaneConfig config) implements Invocation {}

  /**
   * Print and exit.
   *
   * @param exitCode 0 for help, on standard output; 2 for mistakes, on standard error
   * @param output what to print, lines ended
   */
  record Stop(int exitCode, String output) implements Invocation {}
}
