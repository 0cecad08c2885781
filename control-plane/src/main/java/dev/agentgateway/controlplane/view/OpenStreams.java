package dev.agentgateway.controlplane.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Responses that a proxy has under way for a second or longer, as it reported last.
 *
 * @param count how many there are
 * @param oldest some of them, the oldest first
 */
public record OpenStreams(long count, List<OpenStream> oldest) {

  /** None. */
  public static final OpenStreams NONE = new OpenStreams(0, List.of());

  public OpenStreams {
    oldest = List.copyOf(oldest);
  }

  /**
   * A response under way. Texts may be empty.
   *
   * @param gateway NAMESPACE/NAME
   * @param listener name of the Gateway listener
   * @param route NAMESPACE/NAME
   * @param protocol {@code llm}, {@code mcp}, {@code a2a} or {@code http}
   * @param operation such as {@code chat sample-small}
   * @param startedAt first byte of the request
   * @param bytes of the body, sent so far
   * @param session id of the run that it belongs to
   */
  public record OpenStream(
      String gateway,
      String listener,
      String route,
      String backend,
      String protocol,
      String operation,
      Instant startedAt,
      long bytes,
      String session) {}

  /** A stream and the id of the proxy that carries it. */
  public record Carried(String proxy, OpenStream stream) {}

  /** Of the proxies that are connected, the oldest first. */
  public static List<Carried> oldest(List<ProxyView> proxies) {
    return proxies.stream()
        .filter(proxy -> proxy.presence().connected())
        .flatMap(
            proxy ->
                proxy.streams().oldest().stream().map(stream -> new Carried(proxy.id(), stream)))
        .sorted(Comparator.comparing((Carried carried) -> carried.stream().startedAt()))
        .toList();
  }

  /** How many the connected proxies have. */
  public static long count(List<ProxyView> proxies) {
    return proxies.stream()
        .filter(proxy -> proxy.presence().connected())
        .mapToLong(proxy -> proxy.streams().count())
        .sum();
  }

  /** How many of those that were described belong to each run. */
  public static Map<String, Integer> byRun(List<ProxyView> proxies) {
    Map<String, Integer> counts = new HashMap<>();
    oldest(proxies).forEach(carried -> counts.merge(carried.stream().session(), 1, Integer::sum));
    counts.remove("");
    return counts;
  }
}
