package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.LlmConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which model is sent for the one that a client asks for. */
final class ModelChoice {
  private ModelChoice() {}

  /**
   * The model to send in place of the client's; null: the client's own.
   *
   * @param asked null where the request names none
   */
  static @Nullable String of(LlmConfig config, @Nullable String asked) {
    String sent = config.model().orElse(asked == null ? null : alias(config.modelAliases(), asked));
    return sent == null || sent.equals(asked) ? null : sent;
  }

  private static @Nullable String alias(Map<String, String> aliases, String asked) {
    String exact = aliases.get(asked);
    if (exact != null || aliases.isEmpty()) {
      return exact;
    }
    String longest = "";
    String found = null;
    for (Map.Entry<String, String> alias : aliases.entrySet()) {
      String pattern = alias.getKey();
      int star = pattern.indexOf('*');
      if (star >= 0 && pattern.length() > longest.length() && matches(pattern, star, asked)) {
        longest = pattern;
        found = alias.getValue();
      }
    }
    return found;
  }

  private static boolean matches(String pattern, int star, String text) {
    int rest = pattern.length() - star - 1;
    return text.length() >= star + rest
        && text.startsWith(pattern.substring(0, star))
        && text.endsWith(pattern.substring(star + 1));
  }
}
