package dev.agentgateway.dataplane.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A YAML file of settings: a mapping from the flags' names without dashes in front to values. */
final class ConfigFile {

  private ConfigFile() {}

  /** Adds the file's settings to {@code values} and what is wrong with it to {@code mistakes}. */
  static void read(Path file, SettingValues values, List<String> mistakes) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      mistakes.add(
          "--config: "
              + file
              + " is not YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
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
      readSetting(file, entry.getKey(), entry.getValue(), values, mistakes);
    }
  }

  private static void readSetting(
      Path file, String key, JsonNode node, SettingValues values, List<String> mistakes) {
    String origin = file.getFileName() + ": " + key;
    Setting setting =
        Arrays.stream(Setting.values()).filter(s -> s.key().equals(key)).findFirst().orElse(null);
    if (setting == null) {
      String known =
          Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
      mistakes.add(origin + ": unknown (expected one of: " + known + ")");
      return;
    }
    List<String> texts = new ArrayList<>();
    if (node.isValueNode() && !node.isNull()) {
      texts.add(node.asText());
    } else if (node.isArray() && setting.isRepeatable()) {
      node.forEach(element -> texts.add(element.isValueNode() ? element.asText() : ""));
    } else {
      String expected = setting.isRepeatable() ? "a value or a list" : "a single value";
      mistakes.add(origin + ": " + node + " (expected: " + expected + ")");
      return;
    }
    values.putIfAbsent(setting, texts, origin);
  }
}
