package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Posts JSON as an agent does and reads what comes, also of an answer that is cut off. */
public final class AgentHttp {
  public static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String[] headers;

  /**
   * What came back.
   *
   * @param messages the JSON, one or one per event; those before the cut where it was cut
   * @param isCut whether the connection ended before the answer did
   */
  public record Answer(
      int status, HttpResponse<InputStream> head, List<JsonNode> messages, boolean isCut) {
    public Answer {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Posts to paths below {@code base}.
   *
   * @param headers sent with every request, names and values in turn
   */
  public AgentHttp(URI base, String... headers) {
    this.base = base;
    this.headers = headers.clone();
  }

  /** Posts a body; {@code more} alternates further headers' names and values. */
  public Answer post(String path, JsonNode body, String... more)
      throws IOException, InterruptedException {
    return send(
        request(path, more)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  /** Deletes; {@code more} alternates further headers' names and values. */
  public Answer delete(String path, String... more) throws IOException, InterruptedException {
    return send(request(path, more).DELETE().build());
  }

  private HttpRequest.Builder request(String path, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return more.length == 0 ? request : request.headers(more);
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    StringBuilder text = new StringBuilder();
    boolean isCut = false;
    try (InputStream body = response.body()) {
      byte[] piece = new byte[4096];
      for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
        text.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      isCut = true;
    }
    String body =
        new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    String type = response.headers().firstValue("content-type").orElse("");
    return new Answer(response.statusCode(), response, messages(type, body), isCut);
  }

  private static List<JsonNode> messages(String type, String body) throws IOException {
    if (type.startsWith("application/json")) {
      return body.isEmpty() ? List.of() : List.of(JSON.readTree(body));
    }
    List<JsonNode> messages = new ArrayList<>();
    for (String event : body.split("\n\n", -1)) {
      int data = event.indexOf("data: {");
      if (data >= 0) {
        messages.add(JSON.readTree(event.substring(data + "data: ".length())));
      }
    }
    return messages;
  }
}
