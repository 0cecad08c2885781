package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An agent that speaks A2A 0.3 and 1.0 at {@code /a2a} over JSON-RPC and below it over REST, with a
 * card that names both. See {@link A2aAgent} for what messages may ask of it.
 *
 * @see <a href="https://a2a-protocol.org/latest/specification/">A2A</a>
 */
public final class A2aServer extends Handler.Abstract {
  private static final String PATH = "/a2a";
  private static final Pattern REST_TASK =
      Pattern.compile("/tasks(?:/([^/:]+)(?::(cancel|subscribe)|/pushNotificationConfigs.*)?)?");

  private final A2aAgent agent = new A2aAgent();

  /**
   * How a call is answered.
   *
   * @param wire version of the answer
   * @param id of JSON-RPC; missing in REST
   */
  private record Answer(Response response, Callback callback, A2aWire wire, JsonNode id) {
    boolean isRest() {
      return id.isMissingNode();
    }

    void result(JsonNode result) {
      Json.reply(response, callback, 200, envelope(result));
    }

    JsonNode envelope(JsonNode result) {
      if (isRest()) {
        return result;
      }
      ObjectNode envelope = Json.object().put("jsonrpc", "2.0");
      envelope.set("id", id);
      envelope.set("result", result);
      return envelope;
    }

    void error(A2aError error) {
      if (isRest()) {
        Json.reply(response, callback, error.status(), error.rest());
      } else {
        Json.reply(response, callback, 200, error.rpc(id));
      }
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (request.getMethod().equals("GET") && path.endsWith("/.well-known/agent-card.json")) {
      Json.reply(response, callback, 200, A2aCard.of(Request.getLocalPort(request)));
    } else if (request.getMethod().equals("POST") && path.equals(PATH)) {
      JsonNode call = Json.read(request);
      JsonNode id = call.path("id").isMissingNode() ? NullNode.getInstance() : call.path("id");
      String method = call.path("method").asText("");
      A2aWire wire = method.contains("/") ? A2aWire.V0_3 : A2aWire.V1_0;
      rpc(method, call.path("params"), new Answer(response, callback, wire, id), request);
    } else if (path.startsWith(PATH + "/")) {
      String rest = path.substring(PATH.length()).replaceFirst("^/v1/", "/");
      rest(rest, request, new Answer(response, callback, A2aWire.V1_0, Json.missing()));
    } else {
      Json.reply(response, callback, 404, Json.object().put("error", "not found: " + path));
    }
    return true;
  }

  private void rpc(String method, JsonNode params, Answer answer, Request request)
      throws IOException {
    switch (method) {
      case "message/send", "SendMessage" -> send(params.path("message"), answer);
      case "message/stream", "SendStreamingMessage" -> stream(params.path("message"), answer);
      case "tasks/get", "GetTask" -> get(params.path("id").asText(), answer);
      case "tasks/list", "ListTasks" -> list(params.path("contextId").asText(""), answer);
      case "tasks/cancel", "CancelTask" -> cancel(params.path("id").asText(), answer);
      case "tasks/resubscribe", "SubscribeToTask" -> subscribe(params.path("id").asText(), answer);
      case "agent/getAuthenticatedExtendedCard", "GetExtendedAgentCard" ->
          answer.result(A2aCard.extended(Request.getLocalPort(request)));
      case "" -> answer.error(A2aError.INVALID_REQUEST);
      default ->
          answer.error(
              method.contains("ushNotificationConfig")
                  ? A2aError.PUSH_NOTIFICATION_NOT_SUPPORTED
                  : A2aError.METHOD_NOT_FOUND);
    }
  }

  private void rest(String path, Request request, Answer answer) throws IOException {
    switch (request.getMethod() + " " + path) {
      case "POST /message:send" -> send(Json.read(request).path("message"), answer);
      case "POST /message:stream" -> stream(Json.read(request).path("message"), answer);
      case "GET /extendedAgentCard", "GET /card" ->
          answer.result(A2aCard.extended(Request.getLocalPort(request)));
      default -> {
        Matcher task = REST_TASK.matcher(path);
        if (!task.matches()) {
          answer.error(A2aError.METHOD_NOT_FOUND);
        } else if (task.group(1) == null) {
          String context = Request.extractQueryParameters(request).getValue("contextId");
          list(context == null ? "" : context, answer);
        } else if (path.contains("/pushNotificationConfigs")) {
          answer.error(A2aError.PUSH_NOTIFICATION_NOT_SUPPORTED);
        } else if (task.group(2) == null) {
          get(task.group(1), answer);
        } else if (task.group(2).equals("cancel")) {
          cancel(task.group(1), answer);
        } else {
          subscribe(task.group(1), answer);
        }
      }
    }
  }

  private void send(JsonNode message, Answer answer) throws IOException {
    if (!message.path("parts").isArray()) {
      answer.error(A2aError.INVALID_REQUEST);
    } else if (A2aAgent.wantsMessage(message)) {
      answer.result(answer.wire().message(A2aAgent.contextOf(message), A2aAgent.reply(message)));
    } else {
      Optional<A2aTask> begun = agent.begin(message);
      if (begun.isEmpty()) {
        answer.error(A2aError.TASK_NOT_FOUND);
      } else {
        A2aTask done = agent.work(begun.get(), message, (task, newArtifact) -> {});
        answer.result(answer.wire().wrapped(done));
      }
    }
  }

  private void stream(JsonNode message, Answer answer) throws IOException {
    if (!message.path("parts").isArray()) {
      answer.error(A2aError.INVALID_REQUEST);
      return;
    }
    Optional<A2aTask> begun = agent.begin(message);
    if (begun.isEmpty()) {
      answer.error(A2aError.TASK_NOT_FOUND);
      return;
    }
    A2aWire wire = answer.wire();
    EventStream events = new EventStream(answer.response());
    events.send(answer.envelope(wire.wrapped(begun.get())));
    if (A2aAgent.wantsCut(message)) {
      answer.callback().failed(new IOException("cut off on purpose"));
      return;
    }
    agent.work(
        begun.get(),
        message,
        (task, newArtifact) ->
            events.send(
                answer.envelope(
                    newArtifact ? wire.artifactUpdate(task) : wire.statusUpdate(task))));
    events.close();
    answer.callback().succeeded();
  }

  private void get(String id, Answer answer) {
    Optional<A2aTask> task = agent.find(id);
    if (task.isPresent()) {
      answer.result(answer.wire().task(task.get()));
    } else {
      answer.error(A2aError.TASK_NOT_FOUND);
    }
  }

  private void list(String contextId, Answer answer) {
    ObjectNode result = Json.object();
    ArrayNode tasks = result.putArray("tasks");
    agent.list(contextId).forEach(task -> tasks.add(answer.wire().task(task)));
    answer.result(
        result
            .put("nextPageToken", "")
            .put("pageSize", Math.max(1, tasks.size()))
            .put("totalSize", tasks.size()));
  }

  private void cancel(String id, Answer answer) {
    Optional<A2aTask> task = agent.find(id);
    if (task.isEmpty()) {
      answer.error(A2aError.TASK_NOT_FOUND);
      return;
    }
    Optional<A2aTask> canceled = agent.cancel(task.get());
    if (canceled.isPresent()) {
      answer.result(answer.wire().task(canceled.get()));
    } else {
      answer.error(A2aError.TASK_NOT_CANCELABLE);
    }
  }

  /** Tells where a task is that needs the client; others are done by then. */
  private void subscribe(String id, Answer answer) throws IOException {
    Optional<A2aTask> task = agent.find(id);
    if (task.isEmpty()) {
      answer.error(A2aError.TASK_NOT_FOUND);
    } else if (task.get().state().isFinal()) {
      answer.error(A2aError.UNSUPPORTED_OPERATION);
    } else {
      try (EventStream events = new EventStream(answer.response())) {
        events.send(answer.envelope(answer.wire().wrapped(task.get())));
        events.send(answer.envelope(answer.wire().statusUpdate(task.get())));
      }
      answer.callback().succeeded();
    }
  }
}
