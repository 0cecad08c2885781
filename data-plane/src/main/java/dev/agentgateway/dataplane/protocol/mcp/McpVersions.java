package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonText;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Versions of the protocol. They are dates and compare as text. */
public final class McpVersions {
  /** The first version without sessions. */
  public static final String FIRST_MODERN = "2026-07-28";

  /** What a request speaks that names no version: the first that had no field for it. */
  public static final String UNNAMED = "2025-03-26";

  /** The first version that has no batches any more. */
  public static final String FIRST_WITHOUT_BATCHES = "2025-06-18";

  /** Code of the protocol's version error since {@link #FIRST_MODERN}. */
  public static final int UNSUPPORTED_VERSION = -32022;

  /** Versions that the gateway knows, oldest first. */
  public static final List<String> KNOWN =
      List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", FIRST_MODERN);

  private McpVersions() {}

  /** Which of the two protocols a version is: with sessions, or without. */
  public enum Era {
    /** Up to 2025-11-25: initialize, sessions, a GET stream, requests by the server. */
    LEGACY,
    /** From 2026-07-28 on: every request stands alone. */
    MODERN
  }

  /** The era of a version; what is no date is legacy, whose servers answer with their own. */
  public static Era era(@Nullable String version) {
    return isDate(version) && FIRST_MODERN.compareTo(String.valueOf(version)) <= 0
        ? Era.MODERN
        : Era.LEGACY;
  }

  /** The lowest of the versions that servers answered initialize with; empty for none. */
  public static Optional<String> lowest(Collection<String> versions) {
    return versions.stream().filter(McpVersions::isDate).min(Comparator.naturalOrder());
  }

  /** Versions that are in every list, newest first; repetitions count once. */
  public static List<String> common(Collection<List<String>> lists) {
    return lists.stream()
        .flatMap(List::stream)
        .distinct()
        .filter(version -> lists.stream().allMatch(list -> list.contains(version)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The {@code data} of the version error as JSON. */
  public static String errorData(Collection<String> supported, String requested) {
    return supported.stream()
        .map(JsonText::quote)
        .collect(
            Collectors.joining(
                ",", "{\"supported\":[", "],\"requested\":" + JsonText.quote(requested) + "}"));
  }

  private static boolean isDate(@Nullable String version) {
    if (version == null || version.length() != 10) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      char c = version.charAt(i);
      boolean dash = i == 4 || i == 7;
      if (dash ? c != '-' : !isDigit(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
