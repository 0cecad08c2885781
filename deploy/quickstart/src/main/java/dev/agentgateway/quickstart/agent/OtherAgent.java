package dev.agentgateway.quickstart.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.quickstart.agent.Gateway.Run;
import java.io.IOException;
import java.util.UUID;

/** The agent that a run hands tasks to, all in one context. */
record OtherAgent(Gateway gateway, Run run, String contextId) {

  /** Hands over a task and waits for it while its updates stream. */
  void delegate(String task) throws IOException, InterruptedException {
    ObjectNode call = Gateway.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    ObjectNode message =
        call.put("method", "message/stream")
            .putObject("params")
            .putObject("message")
            .put("kind", "message")
            .put("role", "user")
            .put("messageId", UUID.randomUUID().toString())
            .put("contextId", contextId);
    message.putArray("parts").addObject().put("kind", "text").put("text", task);
    String state = "";
    for (JsonNode update : Gateway.messages(gateway.post(run, "/a2a", call))) {
      state = update.path("result").path("status").path("state").asText(state);
    }
    if (!state.equals("completed")) {
      throw new IOException("the other agent's task is " + state);
    }
  }
}
