package dev.agentgateway.dataplane.bootstrap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings as text with where each came from. What is put first wins: flags, then environment, then
 * file.
 */
final class SettingValues {

  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

  /**
   * Text of a setting.
   *
   * @param texts one, or several for a repeatable setting
   * @param origin the flag, variable or file key that a message names
   */
  record Value(List<String> texts, String origin) {
    Value {
      texts = List.copyOf(texts);
    }
  }

  /** Keeps the first value of a setting; commas separate values of a repeatable one. */
  void putIfAbsent(Setting setting, List<String> texts, String origin) {
    List<String> split = setting.isRepeatable() ? splitAtCommas(texts) : texts;
    values.putIfAbsent(setting, new Value(split, origin));
  }

  @Nullable Value get(Setting setting) {
    return values.get(setting);
  }

  private static List<String> splitAtCommas(List<String> texts) {
    List<String> split = new ArrayList<>();
    for (String text : texts) {
      for (String part : text.split(",", -1)) {
        split.add(part.strip());
      }
    }
    return split;
  }
}
