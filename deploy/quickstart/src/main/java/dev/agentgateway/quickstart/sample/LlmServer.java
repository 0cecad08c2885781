package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An OpenAI-compatible model: {@code GET /v1/models} and {@code POST /v1/chat/completions} as JSON
 * or server-sent events, with tools and usage.
 *
 * <p>{@code sample-large} answers at once, {@code sample-slow} thinks for two seconds, {@code
 * sample-busy} answers 429.
 */
public final class LlmServer extends Handler.Abstract {
  private static final Set<String> MODELS = Set.of("sample-large", "sample-slow", "sample-busy");
  private static final Duration BETWEEN_CHUNKS = Duration.ofMillis(15);
  private static final Duration SLOW = Duration.ofSeconds(2);

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String target = request.getMethod() + " " + Request.getPathInContext(request);
    switch (target) {
      case "GET /v1/models" -> Json.reply(response, callback, 200, models());
      case "POST /v1/chat/completions" -> complete(Json.read(request), response, callback);
      default ->
          Json.reply(
              response,
              callback,
              404,
              error(
                  "Unknown request URL: " + target + ".", "invalid_request_error", "unknown_url"));
    }
    return true;
  }

  private static void complete(JsonNode request, Response response, Callback callback)
      throws IOException {
    String model = request.path("model").asText("");
    if (!request.path("messages").isArray() || request.path("messages").isEmpty()) {
      Json.reply(
          response,
          callback,
          400,
          error("Missing required parameter: 'messages'.", "invalid_request_error", null));
    } else if (!MODELS.contains(model)) {
      Json.reply(
          response,
          callback,
          404,
          error(
              "The model `" + model + "` does not exist.",
              "invalid_request_error",
              "model_not_found"));
    } else if (model.equals("sample-busy")) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      Json.reply(
          response,
          callback,
          429,
          error("The model is busy, try again.", "rate_limit_error", "rate_limit_exceeded"));
    } else {
      if (model.equals("sample-slow")) {
        EventStream.pause(SLOW);
      }
      ChatCompletion completion = ChatCompletion.of(request);
      if (request.path("stream").asBoolean()) {
        stream(completion, response);
        callback.succeeded();
      } else {
        Json.reply(response, callback, 200, completion.whole());
      }
    }
  }

  private static void stream(ChatCompletion completion, Response response) throws IOException {
    try (EventStream events = new EventStream(response)) {
      for (ObjectNode chunk : completion.chunks()) {
        events.send(chunk);
        EventStream.pause(BETWEEN_CHUNKS);
      }
      events.send("[DONE]");
    }
  }

  private static ObjectNode models() {
    ObjectNode list = Json.object().put("object", "list");
    var data = list.putArray("data");
    MODELS.stream()
        .sorted()
        .forEach(
            id ->
                data.addObject()
                    .put("id", id)
                    .put("object", "model")
                    .put("created", 1_700_000_000)
                    .put("owned_by", "sample"));
    return list;
  }

  private static ObjectNode error(
      String message, String type, @org.jspecify.annotations.Nullable String code) {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return body;
  }
}
