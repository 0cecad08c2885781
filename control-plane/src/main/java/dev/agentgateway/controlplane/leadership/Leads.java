package dev.agentgateway.controlplane.leadership;

/** Who is told whether this replica leads. Called by one thread at a time; must not block. */
public interface Leads {

  /**
   * This replica leads.
   *
   * @param nanos {@link System#nanoTime} after which it does not, unless told again: nobody tells
   *     the end of a lease that could not be renewed
   */
  void until(long nanos);

  /** This replica leads no more. */
  void end();
}
