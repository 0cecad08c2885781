package dev.agentgateway.controlplane.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A YAML file of settings: a mapping from the flags' names, without their dashes, to values. */
final class ConfigFile {

  private ConfigFile() {}

  /** Adds the file's settings to {@code values} and what is wrong with it to {@code mistakes}. */
  static void read(Path file, SettingValues values, List<String> mistakes) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      String why = e.getOriginalMessage().lines().findFirst().orElse("");
      mistakes.add("--config: " + file + " is not YAML: " + why);
      return;
    } catch (IOException e) {
      mistakes.add("--config: cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
      return;
    }
    if (root.isMissingNode() || root.isNull()) {
      return;
    }
    if (!root.isObject()) {
      mistakes.add("--config: " + file + " holds no mapping (expected: one setting per key)");
      return;
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      setting(file, entry.getKey(), entry.getValue(), values, mistakes);
    }
  }

  private static void setting(
      Path file, String key, JsonNode value, SettingValues values, List<String> mistakes) {
    String origin = file.getFileName() + ": " + key;
    Setting setting =
        Arrays.stream(Setting.values()).filter(s -> s.key().equals(key)).findFirst().orElse(null);
    if (setting == null) {
      String known =
          Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
      mistakes.add(origin + ": unknown (expected one of: " + known + ")");
    } else if (!value.isValueNode() || value.isNull()) {
      mistakes.add(origin + ": " + value + " (expected: a single value)");
    } else {
      values.putIfAbsent(setting, value.asText(), origin);
    }
  }
}
