package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.Port;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address that speaks TLS: its filter chains, by the names that clients ask for.
 *
 * <p>Threading: immutable.
 */
final class TlsPort {
  private static final Logger log = LoggerFactory.getLogger(TlsPort.class);

  private final Map<String, TlsChain> byChain = new HashMap<>();
  private final Map<String, TlsChain> byServerName = new HashMap<>();
  private final Duration handshakeTimeout;
  private @Nullable TlsChain others;

  private TlsPort(Duration handshakeTimeout) {
    this.handshakeTimeout = handshakeTimeout;
  }

  /**
   * The port that these make together.
   *
   * @param ports one per chain, at least one
   * @param previous what the address served before; null: nothing
   */
  static TlsPort of(List<Port> ports, @Nullable TlsPort previous) {
    TlsPort made = new TlsPort(ports.getFirst().config().tls().orElseThrow().handshakeTimeout());
    for (Port port : ports) {
      String name = port.config().tls().orElseThrow().chain();
      TlsChain before = previous == null ? null : previous.chain(name);
      try {
        made.add(TlsChain.of(port, before));
      } catch (SSLException e) {
        log.atError()
            .addKeyValue("listener", port.config().key())
            .setCause(e)
            .log("TLS cannot be set up, its last state stays");
        if (before != null) {
          made.add(before);
        }
      }
    }
    return made;
  }

  /** Time that a client has from the connection to the end of its handshake; zero: no limit. */
  Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /** The chain of a name, null where there is none any more. */
  @Nullable TlsChain chain(String name) {
    return byChain.get(name);
  }

  /**
   * The chain for a server name, the most specific one.
   *
   * @param serverName lower case; null: the client asks for none
   * @return null where no chain is for it
   */
  @Nullable TlsChain find(@Nullable String serverName) {
    if (serverName == null) {
      return others;
    }
    TlsChain found = byServerName.get(serverName);
    for (int dot = serverName.indexOf('.');
        found == null && dot > 0;
        dot = serverName.indexOf('.', dot + 1)) {
      found = byServerName.get("*" + serverName.substring(dot));
    }
    return found != null ? found : others;
  }

  private void add(TlsChain chain) {
    byChain.put(chain.name(), chain);
    chain.config().serverNames().forEach(name -> byServerName.put(name, chain));
    if (chain.config().serverNames().isEmpty()) {
      others = chain;
    }
  }
}
