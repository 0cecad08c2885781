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
 * @param route NAMESPACE/NAME of the HTTPRoute, where a gateway took part
 * @param protocol what the first gateway span carried
 * @param model the model that answered or was asked for, of an LLM call
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
    Optional<String> route,
    Protocol protocol,
    Optional<String> model) {

  public TraceSummary {
    services = List.copyOf(services);
  }

  /** What kind of traffic a trace holds, the most telling first. */
  public enum Protocol {
    LLM("llm"),
    MCP("mcp"),
    A2A("a2a"),
    HTTP("http"),
    OTHER("other");

    private final String text;

    Protocol(String text) {
      this.text = text;
    }

    /** The name in lower case, as the API writes it. */
    public String text() {
      return text;
    }
  }
}
