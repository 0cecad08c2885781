package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** Rules of Gateways. */
final class GatewayRules {

  private static final Set<String> WITHOUT_TLS = Set.of("HTTP", "TCP", "UDP");
  private static final Set<String> WITHOUT_HOSTNAME = Set.of("TCP", "UDP");

  private GatewayRules() {}

  static void listener(JsonNode listener, BiConsumer<String, String> problem) {
    String protocol = listener.path("protocol").asText();
    if (listener.has("tls") && WITHOUT_TLS.contains(protocol)) {
      problem.accept("tls", "with protocol " + protocol + " (expected: HTTPS or TLS)");
    }
    if (listener.has("hostname") && WITHOUT_HOSTNAME.contains(protocol)) {
      problem.accept("hostname", "with protocol " + protocol + " (expected: HTTP, HTTPS or TLS)");
    }
    JsonNode tls = listener.path("tls");
    String mode = tls.path("mode").asText();
    if (protocol.equals("HTTPS") && mode.equals("Passthrough")) {
      problem.accept("tls.mode", "Passthrough with protocol HTTPS (expected: Terminate)");
    }
    if (mode.equals("Terminate")
        && !WITHOUT_TLS.contains(protocol)
        && tls.path("certificateRefs").isEmpty()
        && tls.path("options").isEmpty()) {
      problem.accept(
          "tls", "Terminate without certificateRefs and options (expected: one of them)");
    }
  }

  static void listenersDistinct(JsonNode listeners, BiConsumer<String, String> problem) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < listeners.size(); i++) {
      JsonNode listener = listeners.get(i);
      String key =
          "port %s, protocol %s, hostname \"%s\""
              .formatted(
                  listener.path("port").asText(),
                  listener.path("protocol").asText(),
                  listener.path("hostname").asText());
      if (!seen.add(key)) {
        problem.accept(
            "[" + i + "]",
            key
                + " is there before (expected: a combination of port, protocol and hostname of its own)");
      }
    }
  }

  static void address(JsonNode address, BiConsumer<String, String> problem) {
    String value = address.path("value").asText();
    if (address.path("type").asText().equals("IPAddress")
        && !value.isEmpty()
        && !isIpLiteral(value)) {
      problem.accept("value", "\"" + value + "\" (expected: an IP address)");
    }
  }

  private static boolean isIpLiteral(String value) {
    try {
      InetAddress parsed = InetAddress.ofLiteral(value);
      return !parsed.getHostAddress().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
