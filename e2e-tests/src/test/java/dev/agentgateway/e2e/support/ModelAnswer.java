package dev.agentgateway.e2e.support;

import java.util.List;

/**
 * What a client of a model's API was told. Two of the same call are equal: ids and times are left
 * out.
 *
 * @param tools names and arguments of the tools that the model wants called
 * @param usage in the order of the API's own fields; empty where none was told
 */
public record ModelAnswer(
    String model, String text, List<String> tools, String finishReason, List<Long> usage) {

  public ModelAnswer {
    tools = List.copyOf(tools);
    usage = List.copyOf(usage);
  }
}
