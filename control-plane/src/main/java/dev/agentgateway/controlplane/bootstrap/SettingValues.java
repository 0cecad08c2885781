package dev.agentgateway.controlplane.bootstrap;

import java.util.EnumMap;
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
   * @param origin the flag, variable or file key that a message names
   */
  record Value(String text, String origin) {}

  void putIfAbsent(Setting setting, String text, String origin) {
    values.putIfAbsent(setting, new Value(text.strip(), origin));
  }

  @Nullable Value get(Setting setting) {
    return values.get(setting);
  }
}
