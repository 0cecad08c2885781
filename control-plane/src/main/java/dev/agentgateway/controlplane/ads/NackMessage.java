package dev.agentgateway.controlplane.ads;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds in a client's words which resources it refused. */
final class NackMessage {
  private NackMessage() {}

  /**
   * Reasons by resource name: the line that holds the name, for every name that the message holds;
   * the whole message for all names where it holds none.
   */
  static Map<String, String> reasons(String message, Collection<String> sent) {
    // Longest first, each blanked when found: GW/80 must not be found within GW/80/x.
    List<String> names =
        sent.stream()
            .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(n -> n))
            .toList();
    Map<String, String> reasons = new TreeMap<>();
    StringBuilder rest = new StringBuilder(message);
    for (String name : names) {
      int at = find(rest, name);
      if (at >= 0) {
        reasons.put(name, line(message, at));
        while (at >= 0) {
          rest.replace(at, at + name.length(), "\0".repeat(name.length()));
          at = find(rest, name);
        }
      }
    }
    if (reasons.isEmpty()) {
      names.forEach(name -> reasons.put(name, message));
    }
    return reasons;
  }

  private static int find(StringBuilder text, String name) {
    int at = text.indexOf(name);
    while (at >= 0 && !(endsToken(text, at - 1) && endsToken(text, at + name.length()))) {
      at = text.indexOf(name, at + 1);
    }
    return at;
  }

  private static boolean endsToken(CharSequence text, int at) {
    if (at < 0 || at >= text.length()) {
      return true;
    }
    char c = text.charAt(at);
    return !Character.isLetterOrDigit(c) && c != '/' && c != '-' && c != '_' && c != '*';
  }

  private static String line(String message, int at) {
    int from = message.lastIndexOf('\n', at) + 1;
    int to = message.indexOf('\n', at);
    return message.substring(from, to < 0 ? message.length() : to).strip();
  }
}
