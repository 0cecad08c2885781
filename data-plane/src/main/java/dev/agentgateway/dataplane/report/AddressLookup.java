package dev.agentgateway.dataplane.report;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds every address behind HOST:PORT texts. Blocks on name resolution. */
final class AddressLookup {

  private AddressLookup() {}

  /**
   * What was found.
   *
   * @param isComplete whether every host could be looked up; if not, an address that is absent may
   *     still be in use
   */
  record Result(Set<InetSocketAddress> addresses, boolean isComplete) {
    Result {
      addresses = Set.copyOf(addresses);
    }
  }

  static Result of(List<String> hostsAndPorts) {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    boolean isComplete = true;
    for (String text : hostsAndPorts) {
      int colon = text.lastIndexOf(':');
      int port = Integer.parseInt(text.substring(colon + 1));
      try {
        for (InetAddress ip : InetAddress.getAllByName(text.substring(0, colon))) {
          addresses.add(new InetSocketAddress(ip, port));
        }
      } catch (UnknownHostException e) {
        isComplete = false;
      }
    }
    return new Result(addresses, isComplete);
  }
}
