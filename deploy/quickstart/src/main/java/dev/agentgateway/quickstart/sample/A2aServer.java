package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An agent that speaks A2A 0.3 over JSON-RPC at {@code /a2a}: {@code message/send}, {@code
 * message/stream}, {@code tasks/get}, {@code tasks/cancel}, and its card. It answers every message
 * with a task that it completes.
 *
 * @see <a href="https://a2a-protocol.org/v0.3.0/specification/">A2A 0.3</a>
 */
public final class A2aServer extends Handler.Abstract {
  private static final int TASKS_KEPT = 1000;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_REQUEST = -32600;
  private static final int TASK_NOT_FOUND = -32001;
  private static final int TASK_NOT_CANCELABLE = -32002;

  private final Map<String, ObjectNode> tasks =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ObjectNode> eldest) {
              return size() > TASKS_KEPT;
            }
          });

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (request.getMethod().equals("GET") && path.endsWith("/.well-known/agent-card.json")) {
      Json.reply(response, callback, 200, card(Request.getLocalPort(request)));
    } else if (request.getMethod().equals("POST") && path.equals("/a2a")) {
      call(Json.read(request), response, callback);
    } else {
      Json.reply(response, callback, 404, Json.object().put("error", "not found: " + path));
    }
    return true;
  }

  private void call(JsonNode call, Response response, Callback callback) throws IOException {
    JsonNode params = call.path("params");
    switch (call.path("method").asText("")) {
      case "message/send" -> reply(call, response, callback, completed(params.path("message")));
      case "message/stream" -> {
        stream(call, params.path("message"), response);
        callback.succeeded();
      }
      case "tasks/get" -> {
        ObjectNode task = tasks.get(params.path("id").asText());
        if (task == null) {
          fail(call, response, callback, TASK_NOT_FOUND, "Task not found");
        } else {
          reply(call, response, callback, task);
        }
      }
      case "tasks/cancel" -> {
        boolean known = tasks.containsKey(params.path("id").asText());
        fail(
            call,
            response,
            callback,
            known ? TASK_NOT_CANCELABLE : TASK_NOT_FOUND,
            known ? "Task cannot be canceled" : "Task not found");
      }
      case "" ->
          fail(call, response, callback, INVALID_REQUEST, "Request payload validation error");
      default -> fail(call, response, callback, METHOD_NOT_FOUND, "Method not found");
    }
  }

  private void stream(JsonNode call, JsonNode message, Response response) throws IOException {
    ObjectNode task = task(message, "submitted");
    String taskId = task.path("id").asText();
    String contextId = task.path("contextId").asText();
    try (EventStream events = new EventStream(response)) {
      events.send(envelope(call).set("result", task));
      EventStream.pause(Duration.ofMillis(100));
      events.send(envelope(call).set("result", update(taskId, contextId, "working", false)));
      EventStream.pause(Duration.ofMillis(200));
      ObjectNode artifact =
          Json.object()
              .put("kind", "artifact-update")
              .put("taskId", taskId)
              .put("contextId", contextId)
              .put("lastChunk", true);
      artifact.set("artifact", artifact(message));
      events.send(envelope(call).set("result", artifact));
      tasks.put(taskId, finish(task, message));
      events.send(envelope(call).set("result", update(taskId, contextId, "completed", true)));
    }
  }

  private ObjectNode completed(JsonNode message) {
    ObjectNode task = finish(task(message, "completed"), message);
    tasks.put(task.path("id").asText(), task);
    return task;
  }

  private static ObjectNode finish(ObjectNode task, JsonNode message) {
    ObjectNode done = task.deepCopy();
    done.set("status", status("completed"));
    done.putArray("artifacts").add(artifact(message));
    return done;
  }

  private static ObjectNode task(JsonNode message, String state) {
    ObjectNode task =
        Json.object()
            .put("kind", "task")
            .put("id", UUID.randomUUID().toString())
            .put("contextId", message.path("contextId").asText(UUID.randomUUID().toString()));
    task.set("status", status(state));
    task.putArray("history").add(message);
    return task;
  }

  private static ObjectNode update(String taskId, String contextId, String state, boolean last) {
    ObjectNode update =
        Json.object()
            .put("kind", "status-update")
            .put("taskId", taskId)
            .put("contextId", contextId)
            .put("final", last);
    update.set("status", status(state));
    return update;
  }

  private static ObjectNode status(String state) {
    return Json.object().put("state", state).put("timestamp", Instant.now().toString());
  }

  private static ObjectNode artifact(JsonNode message) {
    String asked = message.path("parts").path(0).path("text").asText("nothing");
    ObjectNode artifact =
        Json.object().put("artifactId", UUID.randomUUID().toString()).put("name", "answer");
    artifact
        .putArray("parts")
        .addObject()
        .put("kind", "text")
        .put("text", "The other agent took care of: " + asked);
    return artifact;
  }

  private static ObjectNode envelope(JsonNode call) {
    ObjectNode envelope = Json.object().put("jsonrpc", "2.0");
    envelope.set("id", call.path("id").isMissingNode() ? null : call.path("id"));
    return envelope;
  }

  private static void reply(
      JsonNode call, Response response, Callback callback, ObjectNode result) {
    Json.reply(response, callback, 200, envelope(call).set("result", result));
  }

  private static void fail(
      JsonNode call, Response response, Callback callback, int code, String message) {
    ObjectNode envelope = envelope(call);
    envelope.putObject("error").put("code", code).put("message", message);
    Json.reply(response, callback, 200, envelope);
  }

  private static ObjectNode card(int port) {
    ObjectNode card =
        Json.object()
            .put("protocolVersion", "0.3.0")
            .put("name", "Sample concierge")
            .put("description", "Takes care of things.")
            .put("url", "http://127.0.0.1:" + port + "/a2a")
            .put("preferredTransport", "JSONRPC")
            .put("version", "1.0.0");
    card.putObject("capabilities").put("streaming", true).put("pushNotifications", false);
    card.putArray("defaultInputModes").add("text/plain");
    card.putArray("defaultOutputModes").add("text/plain");
    ObjectNode skill =
        card.putArray("skills")
            .addObject()
            .put("id", "concierge")
            .put("name", "Concierge")
            .put("description", "Takes care of things.");
    skill.putArray("tags").add("sample");
    return card;
  }
}
