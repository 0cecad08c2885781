package dev.agentgateway.quickstart.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The way of every call of the agent. */
final class Gateway {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String DATA = "data:";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  /**
   * What a run says of itself with every call.
   *
   * @param traceParent empty: it sends no trace context
   * @param session sent as a coding agent sends its session; empty: none
   */
  record Run(String traceParent, String session) {}

  Gateway(URI base) {
    this.base = base;
  }

  /** A request to a path; headers alternate names and values. */
  HttpRequest.Builder request(Run run, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("user-agent", "sample-agent/1.0");
    if (!run.traceParent().isEmpty()) {
      request.header("traceparent", run.traceParent());
    }
    if (!run.session().isEmpty()) {
      request.header("x-claude-code-session-id", run.session());
    }
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Posts JSON, and fails where the answer is an error. */
  HttpResponse<String> post(Run run, String path, JsonNode body, String... headers)
      throws IOException, InterruptedException {
    return send(
        request(run, path, headers)
            .header("content-type", "application/json")
            .header("accept", "application/json, " + EVENT_STREAM)
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest built = request.build();
    HttpResponse<String> response;
    try {
      response = http.send(built, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(built.uri().getPath() + " was not answered to its end", e);
    }
    if (response.statusCode() >= 300) {
      throw new IOException(response.uri().getPath() + " answered " + response.statusCode());
    }
    return response;
  }

  /** The JSON of an answer: one, or one per event. */
  static List<JsonNode> messages(HttpResponse<String> response) throws IOException {
    String type = response.headers().firstValue("content-type").orElse("");
    if (!type.startsWith(EVENT_STREAM)) {
      return List.of(JSON.readTree(response.body()));
    }
    List<JsonNode> messages = new ArrayList<>();
    for (String line : response.body().lines().toList()) {
      if (line.startsWith(DATA) && line.contains("{")) {
        messages.add(JSON.readTree(line.substring(DATA.length())));
      }
    }
    return messages;
  }
}
