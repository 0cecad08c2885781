package dev.agentgateway.controlplane.restapi;

import dev.agentgateway.controlplane.traces.Protocol;
import dev.agentgateway.controlplane.traces.TraceQuery;
import dev.agentgateway.controlplane.traces.TraceQuery.Outcome;
import dev.agentgateway.controlplane.web.BadRequestException;
import dev.agentgateway.controlplane.web.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a trace query from request parameters, for the API and the dashboard alike. */
public final class TraceParameters {

  private TraceParameters() {}

  /**
   * The query that the parameters {@code service}, {@code route}, {@code protocol}, {@code status},
   * {@code minDuration}, {@code text}, {@code attribute} and {@code limit} ask for.
   *
   * @throws BadRequestException naming the parameter that cannot be read
   */
  public static TraceQuery of(Request request) throws BadRequestException {
    return new TraceQuery(
        request.parameter("service").orElse(""),
        request.parameter("route").orElse(""),
        protocol(request.parameter("protocol").orElse("any")),
        outcome(request.parameter("status").orElse("any")),
        minDuration(request.parameter("minDuration").orElse("0")),
        request.parameter("text").orElse(""),
        attributes(request),
        limit(request));
  }

  private static Optional<Protocol> protocol(String value) throws BadRequestException {
    Optional<Protocol> protocol = Protocol.of(value);
    if (protocol.isEmpty() && !value.equals("any")) {
      throw new BadRequestException(
          "protocol: " + value + " (expected: any, llm, mcp, a2a, http or other)");
    }
    return protocol;
  }

  private static Outcome outcome(String value) throws BadRequestException {
    return switch (value) {
      case "any" -> Outcome.ANY;
      case "ok" -> Outcome.OK;
      case "error" -> Outcome.ERROR;
      default ->
          throw new BadRequestException("status: " + value + " (expected: any, ok or error)");
    };
  }

  private static Duration minDuration(String value) throws BadRequestException {
    try {
      double number = Double.parseDouble(value.replaceFirst("\\s*(ms|s)$", ""));
      double millis = value.endsWith("s") && !value.endsWith("ms") ? number * 1000 : number;
      if (millis >= 0 && millis < 1e12) {
        return Duration.ofNanos((long) (millis * 1e6));
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    throw new BadRequestException(
        "minDuration: " + value + " (expected: milliseconds such as 250, or 250ms, or 1.5s)");
  }

  private static Map<String, String> attributes(Request request) throws BadRequestException {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String attribute : request.parameters("attribute")) {
      int equals = attribute.indexOf('=');
      if (equals > 0) {
        attributes.put(
            attribute.substring(0, equals).strip(), attribute.substring(equals + 1).strip());
      } else if (!attribute.isBlank()) {
        throw new BadRequestException("attribute: " + attribute + " (expected: NAME=VALUE)");
      }
    }
    return attributes;
  }

  /**
   * The parameter {@code limit}.
   *
   * @throws BadRequestException where it cannot be read or is out of range
   */
  static int limit(Request request) throws BadRequestException {
    String value = request.parameter("limit").orElse(String.valueOf(TraceQuery.DEFAULT_LIMIT));
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= TraceQuery.MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    throw new BadRequestException(
        "limit: " + value + " (expected: 1 to " + TraceQuery.MAX_LIMIT + ")");
  }
}
