package dev.agentgateway.dataplane.explain;

import dev.agentgateway.dataplane.config.ServerTlsConfig;
import dev.agentgateway.dataplane.runtime.ServedPort;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the listeners of a port takes a connection. */
final class ListenerChoice {
  private static final int EXACT = Integer.MAX_VALUE;

  private ListenerChoice() {}

  /**
   * The listener, empty where none takes it.
   *
   * @param there listeners of the port
   * @param serverName what TLS is begun with, lower case; empty: plaintext
   */
  static Optional<ServedPort> of(List<ServedPort> there, String serverName) {
    return there.stream()
        .filter(port -> fit(port, serverName) >= 0)
        .max(Comparator.comparingInt(port -> fit(port, serverName)));
  }

  static String whyNone(List<ServedPort> there, Question question) {
    if (there.isEmpty()) {
      return "no listener on port " + question.port();
    }
    if (question.serverName().isEmpty()) {
      return "port " + question.port() + " speaks TLS (ask for https)";
    }
    return there.getFirst().port().config().tls().isEmpty()
        ? "port " + question.port() + " speaks no TLS (ask for http)"
        : "no listener on port " + question.port() + " is for " + question.serverName();
  }

  /** How well a listener fits; the more, the better; negative: not at all. */
  private static int fit(ServedPort port, String serverName) {
    Optional<ServerTlsConfig> tls = port.port().config().tls();
    if (tls.isEmpty() || serverName.isEmpty()) {
      return tls.isEmpty() && serverName.isEmpty() ? EXACT : -1;
    }
    if (tls.get().serverNames().isEmpty()) {
      return 0;
    }
    return tls.get().serverNames().stream()
        .mapToInt(name -> fit(name, serverName))
        .max()
        .orElse(-1);
  }

  private static int fit(String name, String serverName) {
    if (name.equals(serverName)) {
      return EXACT;
    }
    return name.startsWith("*.") && serverName.endsWith(name.substring(1)) ? name.length() : -1;
  }
}
