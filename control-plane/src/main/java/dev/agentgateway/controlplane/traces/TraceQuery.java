package dev.agentgateway.controlplane.traces;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which traces to list. Empty text takes everything.
 *
 * @param service a service that took part
 * @param route NAMESPACE/NAME of the HTTPRoute, or its {@code http.route}
 * @param protocol what some call of it speaks
 * @param outcome errors only, successes only, or both
 * @param minDuration the shortest to list
 * @param text part of a trace id, span name or attribute value, in any case
 * @param attributes span or resource attributes that some span must carry with this value
 * @param limit the most to list, 1 to {@value #MAX_LIMIT}
 */
public record TraceQuery(
    String service,
    String route,
    Optional<Protocol> protocol,
    Outcome outcome,
    Duration minDuration,
    String text,
    Map<String, String> attributes,
    int limit) {

  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 1000;

  /** The newest {@value #DEFAULT_LIMIT}. */
  public static final TraceQuery LATEST = latest(DEFAULT_LIMIT);

  /** The newest, whatever they are. */
  public static TraceQuery latest(int limit) {
    return new TraceQuery(
        "", "", Optional.empty(), Outcome.ANY, Duration.ZERO, "", Map.of(), limit);
  }

  public TraceQuery {
    attributes = Map.copyOf(attributes);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }

  /** Whether a trace failed. */
  public enum Outcome {
    ANY,
    OK,
    ERROR
  }

  boolean takes(StoredTrace trace, TraceSummary summary) {
    return takesOutcome(summary)
        && summary.duration().compareTo(minDuration) >= 0
        && (service.isEmpty() || summary.services().contains(service))
        && (protocol.isEmpty() || summary.protocols().contains(protocol.get()))
        && (route.isEmpty() || takesRoute(trace))
        && (text.isEmpty() || takesText(trace))
        && attributes.entrySet().stream()
            .allMatch(wanted -> carries(trace, wanted.getKey(), wanted.getValue()));
  }

  private boolean takesOutcome(TraceSummary summary) {
    return switch (outcome) {
      case ANY -> true;
      case OK -> summary.errors() == 0;
      case ERROR -> summary.errors() > 0;
    };
  }

  private boolean takesRoute(StoredTrace trace) {
    return carries(trace, "agentgateway.route", route) || carries(trace, "http.route", route);
  }

  private boolean takesText(StoredTrace trace) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return trace.traceId().contains(wanted)
        || trace.spans().stream()
            .anyMatch(
                entry ->
                    holds(entry.span().getName(), wanted)
                        || entry.span().getAttributesList().stream()
                            .anyMatch(kv -> holds(Attributes.text(kv.getValue()), wanted)));
  }

  private static boolean holds(String value, String wanted) {
    return value.toLowerCase(Locale.ROOT).contains(wanted);
  }

  private static boolean carries(StoredTrace trace, String key, String value) {
    Optional<String> wanted = Optional.of(value);
    return trace.spans().stream()
        .anyMatch(
            entry ->
                Attributes.text(entry.span().getAttributesList(), key).equals(wanted)
                    || Attributes.text(entry.resource().getAttributesList(), key).equals(wanted));
  }
}
