package dev.agentgateway.dataplane.route;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one domain, found by path.
 *
 * <p>A route's rank is its place in the order of precedence. The answer is the matching route of
 * the lowest rank, the same that a scan in order of rank finds; each kind of path is asked in turn
 * and only for ranks below the best one found so far.
 */
final class DomainRoutes {
  private static final int NONE = Integer.MAX_VALUE;

  private final CompiledRoute[] byRank;
  private final RangeMap<int[]> exact;
  private final RangeMap<int[]> segmentPrefixes;
  private final RangeMap<int[]> prefixes;
  // Whether a character prefix of this length exists.
  private final boolean[] prefixLengths;
  private final int[] everything;
  private final int[] regexes;

  /**
   * Compiles the routes of a domain.
   *
   * @param routes in any order; equal precedence keeps the order given
   */
  DomainRoutes(List<CompiledRoute> routes) {
    byRank = routes.stream().sorted(CompiledRoute.PRECEDENCE).toArray(CompiledRoute[]::new);
    Ranks ranks = new Ranks();
    for (int rank = 0; rank < byRank.length; rank++) {
      ranks.add(byRank[rank].path(), rank);
    }
    exact = Ranks.freeze(ranks.exact);
    segmentPrefixes = Ranks.freeze(ranks.segmentPrefixes);
    prefixes = Ranks.freeze(ranks.prefixes);
    prefixLengths = Ranks.lengths(ranks.prefixes);
    everything = Ranks.freeze(ranks.everything);
    regexes = Ranks.freeze(ranks.regexes);
  }

  /** The route that takes the request, or null. */
  @Nullable ChosenRoute route(RequestHead request) {
    String target = request.target();
    int best = NONE;
    int hash = RangeMap.emptyHash();
    int end = 0;
    for (; end < target.length(); end++) {
      char c = target.charAt(end);
      if (c == '?') {
        break;
      }
      if (c == '/' && end > 0) {
        best = better(segmentPrefixes.find(target, 0, end, hash), best, request);
      }
      hash = RangeMap.hash(hash, c);
      if (end + 1 < prefixLengths.length && prefixLengths[end + 1]) {
        best = better(prefixes.find(target, 0, end + 1, hash), best, request);
      }
    }
    best = better(segmentPrefixes.find(target, 0, end, hash), best, request);
    best = better(exact.find(target, 0, end, hash), best, request);
    best = better(everything, best, request);
    best = betterRegex(target, end, best, request);
    return best == NONE ? null : byRank[best].chosen();
  }

  private int better(int @Nullable [] ranks, int best, RequestHead request) {
    if (ranks == null) {
      return best;
    }
    for (int rank : ranks) {
      if (rank >= best) {
        return best;
      }
      if (byRank[rank].conditionsHold(request)) {
        return rank;
      }
    }
    return best;
  }

  private int betterRegex(String target, int end, int best, RequestHead request) {
    if (regexes.length == 0 || regexes[0] >= best) {
      return best;
    }
    String path = target.substring(0, end);
    for (int rank : regexes) {
      if (rank >= best) {
        return best;
      }
      if (byRank[rank].path() instanceof PathMatch.Regex(Pattern pattern)
          && byRank[rank].conditionsHold(request)
          && pattern.matches(path)) {
        return rank;
      }
    }
    return best;
  }

  /** Ranks by what they compare, while they are being collected. */
  private static final class Ranks {
    private final Map<String, List<Integer>> exact = new HashMap<>();
    private final Map<String, List<Integer>> segmentPrefixes = new HashMap<>();
    private final Map<String, List<Integer>> prefixes = new HashMap<>();
    private final List<Integer> everything = new ArrayList<>();
    private final List<Integer> regexes = new ArrayList<>();

    void add(PathMatch path, int rank) {
      switch (path) {
        case PathMatch.Exact(String whole) -> add(exact, whole, rank);
        case PathMatch.SegmentPrefix(String prefix) -> {
          String segments = withoutTrailingSlash(prefix);
          if (segments.isEmpty()) {
            everything.add(rank);
          } else {
            add(segmentPrefixes, segments, rank);
          }
        }
        case PathMatch.Prefix(String prefix) -> {
          if (prefix.isEmpty() || prefix.equals("/")) {
            everything.add(rank);
          } else {
            add(prefixes, prefix, rank);
          }
        }
        case PathMatch.Regex(Pattern _) -> regexes.add(rank);
      }
    }

    static RangeMap<int[]> freeze(Map<String, List<Integer>> ranks) {
      Map<String, int[]> frozen = new HashMap<>();
      ranks.forEach((path, list) -> frozen.put(path, freeze(list)));
      return new RangeMap<>(frozen);
    }

    static int[] freeze(List<Integer> ranks) {
      return ranks.stream().mapToInt(Integer::intValue).toArray();
    }

    static boolean[] lengths(Map<String, List<Integer>> prefixes) {
      int longest = prefixes.keySet().stream().mapToInt(String::length).max().orElse(-1);
      boolean[] lengths = new boolean[longest + 1];
      prefixes.keySet().forEach(prefix -> lengths[prefix.length()] = true);
      return lengths;
    }

    private static void add(Map<String, List<Integer>> ranks, String path, int rank) {
      ranks.computeIfAbsent(path, _ -> new ArrayList<>()).add(rank);
    }

    private static String withoutTrailingSlash(String prefix) {
      return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
  }
}
