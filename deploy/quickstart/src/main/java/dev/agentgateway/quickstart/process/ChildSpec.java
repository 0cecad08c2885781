package dev.agentgateway.quickstart.process;

import java.util.List;

/**
 * A process to keep running.
 *
 * @param name shown to people, and the name of its log file
 * @param command program and arguments
 * @param url where it can be reached, shown to people; empty: nowhere
 */
public record ChildSpec(String name, List<String> command, String url) {
  public ChildSpec {
    command = List.copyOf(command);
  }
}
