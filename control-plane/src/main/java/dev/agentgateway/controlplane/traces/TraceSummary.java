package dev.agentgateway.controlplane.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line about a trace, of the spans that have arrived so far.
 *
 * @param traceId 32 lower-case hex digits
 * @param rootService service of the root span, or of the earliest span where the root is missing
 * @param rootName name of that span
 * @param rootMissing true while no span without a parent has arrived
 * @param start of the earliest span
 * @param duration from the earliest start to the latest end
 * @param spans how many arrived
 * @param errors spans with status Error
 * @param services every service in the trace, sorted
 * @param gateway NAMESPACE/NAME of the Gateway, where one took part
 * @param routes NAMESPACE/NAME of every HTTPRoute, in the order of their first request; at most
 *     {@value #MAX_NAMES}
 * @param protocols what it holds, the most telling first; at least one
 * @param models that answered, or were asked where none did, as many at most
 * @param usage of all models, as the gateway saw it
 */
public record TraceSummary(
    String traceId,
    String rootService,
    String rootName,
    boolean rootMissing,
    Instant start,
    Duration duration,
    int spans,
    int errors,
    List<String> services,
    Optional<String> gateway,
    List<String> routes,
    List<Protocol> protocols,
    List<String> models,
    Usage usage) {

  /** Routes and models that are named. */
  public static final int MAX_NAMES = 16;

  public TraceSummary {
    services = List.copyOf(services);
    routes = List.copyOf(routes);
    protocols = List.copyOf(protocols);
    models = List.copyOf(models);
  }
}
