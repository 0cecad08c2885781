package dev.agentgateway.dataplane.telemetry.span;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every attribute that a span may have by itself, found by today's and by older names. */
final class DefaultAttributes {
  private static final List<AttributeKey> ALL =
      List.of(
          HttpAttributes.REQUEST_METHOD,
          HttpAttributes.REQUEST_METHOD_ORIGINAL,
          HttpAttributes.REQUEST_RESEND_COUNT,
          HttpAttributes.RESPONSE_STATUS_CODE,
          HttpAttributes.ROUTE,
          HttpAttributes.URL_FULL,
          HttpAttributes.URL_PATH,
          HttpAttributes.URL_QUERY,
          HttpAttributes.URL_SCHEME,
          HttpAttributes.USER_AGENT,
          HttpAttributes.ERROR_TYPE,
          NetworkAttributes.PEER_ADDRESS,
          NetworkAttributes.PEER_PORT,
          NetworkAttributes.PROTOCOL_VERSION,
          NetworkAttributes.CLIENT_ADDRESS,
          NetworkAttributes.SERVER_ADDRESS,
          NetworkAttributes.SERVER_PORT,
          GatewayAttributes.GATEWAY,
          GatewayAttributes.LISTENER,
          GatewayAttributes.ROUTE,
          GatewayAttributes.RULE,
          GatewayAttributes.BACKEND,
          GatewayAttributes.ENDPOINT,
          GatewayAttributes.POLICY,
          GatewayAttributes.SAMPLING_REASON,
          GatewayAttributes.XDS_VERSION);

  private static final Map<String, List<AttributeKey>> OLDER =
      Map.ofEntries(
          Map.entry("http.method", List.of(HttpAttributes.REQUEST_METHOD)),
          Map.entry("http.status", List.of(HttpAttributes.RESPONSE_STATUS_CODE)),
          Map.entry(
              "http.host",
              List.of(NetworkAttributes.SERVER_ADDRESS, NetworkAttributes.SERVER_PORT)),
          Map.entry(
              "http.path",
              List.of(HttpAttributes.URL_PATH, HttpAttributes.URL_QUERY, HttpAttributes.URL_FULL)),
          Map.entry("http.version", List.of(NetworkAttributes.PROTOCOL_VERSION)),
          Map.entry(
              "src.addr",
              List.of(
                  NetworkAttributes.CLIENT_ADDRESS,
                  NetworkAttributes.PEER_ADDRESS,
                  NetworkAttributes.PEER_PORT)),
          Map.entry("gateway", List.of(GatewayAttributes.GATEWAY)),
          Map.entry("listener", List.of(GatewayAttributes.LISTENER)),
          Map.entry("route", List.of(GatewayAttributes.ROUTE)),
          Map.entry("route_rule", List.of(GatewayAttributes.RULE)),
          Map.entry("endpoint", List.of(GatewayAttributes.ENDPOINT)),
          Map.entry("retry.attempt", List.of(HttpAttributes.REQUEST_RESEND_COUNT)),
          Map.entry("reason", List.of(HttpAttributes.ERROR_TYPE)));

  private static final Map<String, AttributeKey> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(AttributeKey::name, key -> key));

  private DefaultAttributes() {}

  /** The keys that these names stand for, as a set of bits; unknown names stand for none. */
  static long bits(List<String> names) {
    return names.stream()
        .flatMap(DefaultAttributes::keys)
        .mapToLong(AttributeKey::bit)
        .reduce(0, (a, b) -> a | b);
  }

  /** The bit of the key with exactly this name; 0 where there is none. */
  static long bit(String name) {
    AttributeKey key = BY_NAME.get(name);
    return key == null ? 0 : key.bit();
  }

  private static Stream<AttributeKey> keys(String name) {
    AttributeKey own = BY_NAME.get(name);
    return Stream.concat(Stream.ofNullable(own), OLDER.getOrDefault(name, List.of()).stream());
  }
}
