package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An HTTP response as its client sees it, without what differs from one response to the next: ids,
 * times, and how it is framed.
 *
 * @param headers in lower case
 * @param body a character per byte
 */
public record Answer(int status, Map<String, List<String>> headers, String body) {
  private static final Set<String> PASSING =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding");

  public Answer {
    headers = Map.copyOf(headers);
  }

  /**
   * A request.
   *
   * @param path below the base
   * @param body a character per byte; empty: none
   * @param headers names and values in turn
   */
  public record Ask(String name, String method, String path, String body, List<String> headers) {
    public Ask {
      headers = List.copyOf(headers);
    }

    /** A request without a body. */
    public static Ask get(String name, String path) {
      return new Ask(name, "GET", path, "", List.of());
    }

    /** A POST of text. */
    public static Ask post(String name, String path, String body, String... headers) {
      return post(name, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A POST of bytes. */
    public static Ask post(String name, String path, byte[] body, String... headers) {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      return new Ask(name, "POST", path, text, List.of(headers));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Asks and reads the whole response. */
  public static Answer to(HttpClient http, URI base, Ask ask)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(ask.path()))
            .method(
                ask.method(),
                HttpRequest.BodyPublishers.ofString(ask.body(), StandardCharsets.ISO_8859_1));
    if (!ask.headers().isEmpty()) {
      request.headers(ask.headers().toArray(String[]::new));
    }
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    Map<String, List<String>> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!PASSING.contains(name)) {
                headers.put(name, values);
              }
            });
    String body = new String(response.body(), StandardCharsets.ISO_8859_1);
    return new Answer(response.statusCode(), headers, normal(body, base));
  }

  private static String normal(String body, URI base) {
    return body.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
        .replaceAll("[0-9a-f]{24,32}", "ID")
        .replaceAll("\"created(_at)?\":\\d+", "\"created\":0")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "INSTANT")
        .replace(base.toString(), "BASE");
  }
}
