package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** What several of OpenAI's APIs write alike, models and embeddings. */
final class OpenAi {
  private static final int DIMENSIONS = 8;
  private static final int MAX_DIMENSIONS = 4096;

  private OpenAi() {}

  static String newId(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  static ObjectNode head(JsonNode request, String idPrefix, String object) {
    return Json.object()
        .put("id", newId(idPrefix))
        .put("object", object)
        .put("created", Instant.now().getEpochSecond())
        .put("model", request.path("model").asText())
        .put("system_fingerprint", "fp_sample");
  }

  static ObjectNode usage(ModelTurn.Tokens tokens) {
    ObjectNode usage =
        Json.object()
            .put("prompt_tokens", tokens.input())
            .put("completion_tokens", tokens.output())
            .put("total_tokens", tokens.input() + tokens.output());
    usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cached());
    usage.putObject("completion_tokens_details").put("reasoning_tokens", tokens.reasoning());
    return usage;
  }

  static ObjectNode error(int status, String message) {
    String type =
        switch (status) {
          case 429 -> "rate_limit_error";
          case 400, 404 -> "invalid_request_error";
          default -> "server_error";
        };
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error").put("message", message).put("type", type);
    error.putNull("param");
    if (status == 429) {
      error.put("code", "rate_limit_exceeded");
    } else if (status == 404) {
      error.put("code", "model_not_found");
    } else {
      error.putNull("code");
    }
    return body;
  }

  /** An embedding per input, made of its characters. */
  static ObjectNode embeddings(JsonNode request) {
    JsonNode input = request.path("input");
    ObjectNode body = Json.object().put("object", "list");
    var data = body.putArray("data");
    int dimensions = Math.clamp(request.path("dimensions").asInt(DIMENSIONS), 1, MAX_DIMENSIONS);
    boolean base64 = request.path("encoding_format").asText().equals("base64");
    int tokens = 0;
    boolean several = input.isArray() && !input.path(0).isNumber();
    for (int index = 0; index < (several ? input.size() : 1); index++) {
      JsonNode one = several ? input.get(index) : input;
      String text = one.isTextual() ? one.asText() : Json.text(one);
      tokens += one.isArray() ? one.size() : ModelTurn.tokens(text);
      ObjectNode embedding = data.addObject().put("object", "embedding").put("index", index);
      float[] vector = vector(text, dimensions);
      if (base64) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * dimensions).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        embedding.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
      } else {
        var numbers = embedding.putArray("embedding");
        for (float number : vector) {
          numbers.add(number);
        }
      }
    }
    body.put("model", request.path("model").asText());
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return body;
  }

  private static float[] vector(String text, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < text.length(); i++) {
      vector[i % dimensions] += text.charAt(i) / 128f;
    }
    return vector;
  }
}
