package dev.agentgateway.controlplane.web;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A path that answers GET.
 *
 * @param pattern segments; {@code {name}} takes one segment
 */
public record WebRoute(String pattern, Handler handler) {

  /** A route answered at once. */
  public static WebRoute get(String pattern, Answer answer) {
    return new WebRoute(pattern, answer);
  }

  /** A route that writes until its reader goes. */
  public static WebRoute stream(String pattern, Stream stream) {
    return new WebRoute(pattern, stream);
  }

  /**
   * The path variables where the path fits.
   *
   * @param rawPath as it was sent: a slash within a segment is encoded
   */
  Optional<Map<String, String>> match(String rawPath) {
    String[] wanted = pattern.split("/", -1);
    String[] given = rawPath.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
        variables.put(wanted[i].substring(1, wanted[i].length() - 1), decoded(given[i]));
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  private static String decoded(String segment) {
    try {
      // In a path, a plus sign is itself.
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  /** Answers a request on a virtual thread of its own. */
  public sealed interface Handler permits Answer, Stream {}

  /** Answers at once. */
  @FunctionalInterface
  public non-sealed interface Answer extends Handler {
    Response answer(Request request) throws BadRequestException, InterruptedException;
  }

  /** Writes {@code text/event-stream} until its reader goes, which a failed write shows. */
  @FunctionalInterface
  public non-sealed interface Stream extends Handler {
    void write(Request request, OutputStream out) throws IOException, InterruptedException;
  }
}
