package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A model with the APIs of OpenAI (chat completions, completions, responses, embeddings, models)
 * and Anthropic (messages, count_tokens), told by the end of the path, as JSON or server-sent
 * events, with tools and usage.
 *
 * <p>{@code sample-large} answers at once, {@code sample-slow} thinks for two seconds, {@code
 * sample-busy} answers 429, {@code sample-reasoning} reports reasoning tokens; other names that
 * begin with {@code sample-} are {@code sample-large} too. See {@link ScriptStep} for what a
 * request may ask for. {@code POST /script} with an array of steps ({@code delayMillis}, {@code
 * status}, {@code cutAfterEvents}, {@code text}, {@code toolCalls}, {@code usage}) says what the
 * next requests meet, {@code DELETE /script} forgets it, {@code GET /calls} lists what came.
 */
public final class LlmServer extends Handler.Abstract {
  private static final List<String> MODELS =
      List.of("sample-busy", "sample-embedding", "sample-large", "sample-reasoning", "sample-slow");
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(15);

  private final AnthropicMessages messages = new AnthropicMessages();
  private final OpenAiChat chat = new OpenAiChat();
  private final OpenAiCompletions completions = new OpenAiCompletions();
  private final OpenAiResponses responses = new OpenAiResponses();
  private final Script script = new Script();

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    switch (request.getMethod()) {
      case "GET" -> get(path, response, callback);
      case "POST" -> post(path, request, response, callback);
      case "DELETE" -> {
        script.clear();
        Json.reply(response, callback, 200, Json.object());
      }
      default -> notFound(request.getMethod() + " " + path, response, callback);
    }
    return true;
  }

  private void get(String path, Response response, Callback callback) {
    if (path.endsWith("/models")) {
      Json.reply(response, callback, 200, models());
    } else if (path.equals("/calls")) {
      Json.reply(response, callback, 200, script.calls());
    } else {
      notFound("GET " + path, response, callback);
    }
  }

  private void post(String path, Request request, Response response, Callback callback)
      throws IOException {
    JsonNode body = Json.read(request);
    if (path.equals("/script")) {
      script.add(body);
      Json.reply(response, callback, 200, Json.object());
    } else if (path.endsWith("/embeddings")) {
      note(request, body, 200, Json.object());
      Json.reply(response, callback, 200, OpenAi.embeddings(body));
    } else if (path.endsWith("/messages/count_tokens")) {
      note(request, body, 200, Json.object());
      Json.reply(response, callback, 200, messages.count(body));
    } else {
      Optional<LlmFormat> format = format(path);
      if (format.isPresent()) {
        answer(format.get(), request, body, response, callback);
      } else {
        notFound("POST " + path, response, callback);
      }
    }
  }

  private Optional<LlmFormat> format(String path) {
    if (path.endsWith("/chat/completions")) {
      return Optional.of(chat);
    }
    if (path.endsWith("/completions")) {
      return Optional.of(completions);
    }
    if (path.endsWith("/responses")) {
      return Optional.of(responses);
    }
    return path.endsWith("/messages") ? Optional.of(messages) : Optional.empty();
  }

  private void answer(
      LlmFormat format, Request request, JsonNode body, Response response, Callback callback)
      throws IOException {
    Optional<String> mistake = format.mistake(body);
    if (mistake.isPresent()) {
      Json.reply(response, callback, 400, format.error(400, mistake.get()));
      return;
    }
    Prompt prompt = format.prompt(body);
    if (!prompt.model().startsWith("sample-")) {
      String message = "The model `" + prompt.model() + "` does not exist.";
      Json.reply(response, callback, 404, format.error(404, message));
      return;
    }
    String header = request.getHeaders().get("x-sample");
    ScriptStep step =
        script.next().orElseGet(() -> ScriptStep.of(prompt, header == null ? "" : header));
    EventStream.pause(step.delay());
    if (step.status() != 0 && (!step.once() || script.failsNow(Json.text(body)))) {
      note(request, body, step.status(), Json.object());
      if (step.status() == 429) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      }
      ObjectNode error = format.error(step.status(), "The model fails on purpose, try again.");
      Json.reply(response, callback, step.status(), error);
      return;
    }
    ModelTurn turn = ModelTurn.of(prompt, step);
    note(request, body, 200, turn.tokens().json());
    if (body.path("stream").asBoolean()) {
      stream(format.events(body, turn), step.cutAfter(), response, callback);
    } else {
      Json.reply(response, callback, 200, format.whole(body, turn));
    }
  }

  private static void stream(
      List<LlmFormat.ServerEvent> events, int cutAfter, Response response, Callback callback)
      throws IOException {
    EventStream stream = new EventStream(response);
    for (int sent = 0; sent < events.size(); sent++) {
      if (sent == cutAfter) {
        callback.failed(new IOException("cut off on purpose"));
        return;
      }
      stream.send(events.get(sent));
      EventStream.pause(BETWEEN_EVENTS);
    }
    stream.close();
    callback.succeeded();
  }

  private void note(Request request, JsonNode body, int status, ObjectNode tokens) {
    ObjectNode call =
        Json.object()
            .put("path", request.getHttpURI().getPathQuery())
            .put("model", body.path("model").asText())
            .put("status", status);
    ObjectNode headers = call.putObject("headers");
    for (HttpField field : request.getHeaders()) {
      headers.put(field.getLowerCaseName(), field.getValue());
    }
    call.set("request", body);
    call.set("tokens", tokens);
    script.note(call);
  }

  private static void notFound(String target, Response response, Callback callback) {
    Json.reply(response, callback, 404, OpenAi.error(404, "Unknown request URL: " + target + "."));
  }

  private static ObjectNode models() {
    ObjectNode list = Json.object().put("object", "list");
    var data = list.putArray("data");
    for (String model : MODELS) {
      data.addObject()
          .put("id", model)
          .put("object", "model")
          .put("created", 1_700_000_000)
          .put("owned_by", "sample");
    }
    return list;
  }
}
