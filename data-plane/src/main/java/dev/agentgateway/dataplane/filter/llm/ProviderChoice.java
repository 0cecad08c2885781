package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig.Member;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which of several providers a request goes to: the better of two of the first group that has one
 * which is not left out; where all are, the one that comes back first. Each is tried once.
 */
final class ProviderChoice {
  private final List<List<Member>> left = new ArrayList<>();
  private final RandomGenerator random;

  /**
   * @param path of the request, by which each provider tells its format
   */
  ProviderChoice(LlmGroupsConfig config, String path, RandomGenerator random) {
    this.random = random;
    for (List<Member> group : config.groups()) {
      List<Member> able = new ArrayList<>(group);
      able.removeIf(each -> !speaks(each, path));
      left.add(able);
    }
  }

  /** The next one to try; null: none is left. */
  @Nullable Member next(long nanos) {
    for (List<Member> group : left) {
      List<Member> well = group.stream().filter(each -> !health(each).isEvicted(nanos)).toList();
      if (!well.isEmpty()) {
        return take(better(well));
      }
    }
    return left.stream()
        .flatMap(List::stream)
        .min(Comparator.comparingLong(each -> health(each).evictedNanos(nanos)))
        .map(this::take)
        .orElse(null);
  }

  boolean isEmpty() {
    return left.stream().allMatch(List::isEmpty);
  }

  static ProviderHealth health(Member provider) {
    return ProviderHealth.of(provider.cluster());
  }

  private Member better(List<Member> of) {
    if (of.size() == 1) {
      return of.getFirst();
    }
    int one = random.nextInt(of.size());
    int other = (one + 1 + random.nextInt(of.size() - 1)) % of.size();
    return health(of.get(one)).score() >= health(of.get(other)).score()
        ? of.get(one)
        : of.get(other);
  }

  private Member take(Member provider) {
    left.forEach(group -> group.remove(provider));
    return provider;
  }

  private static boolean speaks(Member provider, String path) {
    LlmFormat format = ProviderApi.format(provider.llm(), path);
    return format == null || ProviderApi.speaks(provider.llm(), format);
  }
}
