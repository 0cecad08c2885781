package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;

/** How a version of A2A writes tasks and updates. */
enum A2aWire {
  /** 0.3 in JSON-RPC: {@code kind} tells what an object is, names are in lower case. */
  V0_3,
  /** 1.0, and 0.3 in REST: the JSON of protobuf. */
  V1_0;

  /** What a message is answered with, and the first event of a stream. */
  ObjectNode wrapped(A2aTask task) {
    return this == V0_3 ? task(task) : object("task", task(task));
  }

  /** The task itself. */
  ObjectNode task(A2aTask task) {
    ObjectNode json = kind("task").put("id", task.id()).put("contextId", task.contextId());
    json.set("status", status(task));
    if (!task.answer().isEmpty()) {
      json.putArray("artifacts").add(artifact(task));
    }
    task.history().forEach(json.withArray("history")::add);
    return json;
  }

  ObjectNode statusUpdate(A2aTask task) {
    ObjectNode update = ids(kind("status-update"), task);
    update.set("status", status(task));
    if (this == V1_0) {
      return object("statusUpdate", update);
    }
    return update.put(
        "final", task.state().isFinal() || task.state() == A2aTask.State.INPUT_REQUIRED);
  }

  ObjectNode artifactUpdate(A2aTask task) {
    ObjectNode update = ids(kind("artifact-update"), task);
    update.set("artifact", artifact(task));
    update.put("lastChunk", true);
    return this == V0_3 ? update : object("artifactUpdate", update);
  }

  /** A message that is an answer of its own, without a task. */
  ObjectNode message(String contextId, String text) {
    ObjectNode message = message(text).put("contextId", contextId);
    return this == V0_3 ? message : object("message", message);
  }

  private ObjectNode status(A2aTask task) {
    ObjectNode status = Json.object().put("state", state(task.state()));
    if (!task.question().isEmpty()) {
      ObjectNode message = message(task.question());
      status.set("message", ids(message, task));
    }
    return status.put("timestamp", task.since().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private String state(A2aTask.State state) {
    return this == V0_3
        ? state.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : "TASK_STATE_" + state.name();
  }

  private ObjectNode artifact(A2aTask task) {
    ObjectNode artifact =
        Json.object().put("artifactId", "answer-" + task.id()).put("name", "answer");
    artifact.putArray("parts").add(part(task.answer()));
    return artifact;
  }

  private ObjectNode message(String text) {
    ObjectNode message =
        kind("message")
            .put("messageId", UUID.randomUUID().toString())
            .put("role", this == V0_3 ? "agent" : "ROLE_AGENT");
    message.putArray("parts").add(part(text));
    return message;
  }

  private ObjectNode part(String text) {
    return kind("text").put("text", text);
  }

  private ObjectNode kind(String kind) {
    return this == V0_3 ? Json.object().put("kind", kind) : Json.object();
  }

  private static ObjectNode ids(ObjectNode json, A2aTask task) {
    return json.put("taskId", task.id()).put("contextId", task.contextId());
  }

  private static ObjectNode object(String name, JsonNode value) {
    ObjectNode object = Json.object();
    object.set(name, value);
    return object;
  }
}
