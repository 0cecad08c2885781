package dev.agentgateway.dataplane.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses of host names without waiting for a resolver: the first question starts a look-up and
 * is answered with nothing, later ones with what was found last.
 *
 * <p>Threading: any thread may ask; look-ups run on virtual threads, one per name at a time.
 */
final class ResolvedNames {
  private static final Logger log = LoggerFactory.getLogger(ResolvedNames.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<String, Known> byHost = new ConcurrentHashMap<>();

  /** What the name last resolved to; empty where it did not yet, or does not. */
  List<InetSocketAddress> addresses(String host, int port) {
    Known known =
        byHost.computeIfAbsent(host, _ -> new Known(List.of(), System.nanoTime(), false, false));
    long overdue = System.nanoTime() - known.lookUpAtNanos();
    if (overdue >= 0 && !known.lookingUp()) {
      Known lookingUp =
          new Known(known.addresses(), known.lookUpAtNanos(), true, known.isFailing());
      if (byHost.replace(host, known, lookingUp)) {
        Thread.ofVirtual().name("resolve " + host).start(() -> lookUp(host, known));
      }
    }
    return known.addresses().stream().map(found -> new InetSocketAddress(found, port)).toList();
  }

  private void lookUp(String host, Known before) {
    try {
      List<InetAddress> found = List.of(InetAddress.getAllByName(host));
      byHost.put(host, new Known(found, System.nanoTime() + FRESH_NANOS, false, false));
    } catch (UnknownHostException e) {
      if (!before.isFailing()) {
        log.atWarn()
            .addKeyValue("host", host)
            .log("collector's host name does not resolve, keeping the last addresses");
      }
      byHost.put(host, new Known(before.addresses(), System.nanoTime() + RETRY_NANOS, false, true));
    }
  }

  private record Known(
      List<InetAddress> addresses, long lookUpAtNanos, boolean lookingUp, boolean isFailing) {}
}
