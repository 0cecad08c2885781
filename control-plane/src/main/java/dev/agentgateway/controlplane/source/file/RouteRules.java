package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules of HTTPRoutes. */
final class RouteRules {

  private static final int MAX_MATCHES = 128;

  /** The field that belongs to a filter's type. */
  private static final Map<String, String> FILTER_FIELDS =
      Map.of(
          "RequestHeaderModifier", "requestHeaderModifier",
          "ResponseHeaderModifier", "responseHeaderModifier",
          "RequestMirror", "requestMirror",
          "RequestRedirect", "requestRedirect",
          "URLRewrite", "urlRewrite",
          "ExtensionRef", "extensionRef",
          "CORS", "cors",
          "ExternalAuth", "externalAuth");

  private static final Set<String> REPEATABLE =
      Set.of("RequestMirror", "ExtensionRef", "ExternalAuth");

  private static final Pattern PATH =
      Pattern.compile("(?:[A-Za-z0-9/\\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+");
  private static final Set<String> PATH_PARTS = Set.of("//", "/./", "/../", "%2f", "%2F", "#");
  private static final Pattern DURATION_PART = Pattern.compile("([0-9]{1,5})(h|ms|m|s)");

  private RouteRules() {}

  static void pathMatch(JsonNode path, BiConsumer<String, String> problem) {
    String type = path.path("type").asText();
    String value = path.path("value").asText();
    if (type.equals("RegularExpression")) {
      return;
    }
    if (!value.startsWith("/")) {
      problem.accept("value", "\"" + value + "\" (expected: to start with /)");
      return;
    }
    for (String part : PATH_PARTS) {
      if (value.contains(part)) {
        problem.accept(
            "value", "\"" + value + "\" holds " + part + " (expected: a path without it)");
        return;
      }
    }
    if (value.endsWith("/..") || value.endsWith("/.")) {
      problem.accept("value", "\"" + value + "\" (expected: not to end with /. or /..)");
    } else if (!PATH.matcher(value).matches()) {
      problem.accept("value", "\"" + value + "\" (expected: characters of a URL path)");
    }
  }

  static void pathModifier(JsonNode path, BiConsumer<String, String> problem) {
    boolean full = path.path("type").asText().equals("ReplaceFullPath");
    String needed = full ? "replaceFullPath" : "replacePrefixMatch";
    String other = full ? "replacePrefixMatch" : "replaceFullPath";
    if (!path.has(needed)) {
      problem.accept(
          needed, "missing with type " + path.path("type").asText() + " (expected: a path)");
    }
    if (path.has(other)) {
      problem.accept(
          other, "with type " + path.path("type").asText() + " (expected: only " + needed + ")");
    }
  }

  static void filterOfItsType(JsonNode filter, BiConsumer<String, String> problem) {
    String type = filter.path("type").asText();
    FILTER_FIELDS.forEach(
        (other, field) -> {
          if (other.equals(type) && !filter.has(field)) {
            problem.accept(field, "missing with type " + type + " (expected: its settings)");
          } else if (!other.equals(type) && filter.has(field)) {
            problem.accept(field, "with type " + type + " (expected: type " + other + ")");
          }
        });
  }

  static void filtersOnce(JsonNode filters, BiConsumer<String, String> problem) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < filters.size(); i++) {
      String type = filters.get(i).path("type").asText();
      if (!seen.add(type) && !REPEATABLE.contains(type)) {
        problem.accept("[" + i + "]", type + " is there before (expected: once)");
      }
    }
    if (seen.contains("RequestRedirect") && seen.contains("URLRewrite")) {
      problem.accept("", "RequestRedirect with URLRewrite (expected: one of them)");
    }
  }

  static void routeRule(JsonNode rule, BiConsumer<String, String> problem) {
    redirectHasNoBackends(rule, problem);
    prefixReplacementHasOnePrefix(rule, "filters", rule.path("filters"), problem);
    JsonNode backends = rule.path("backendRefs");
    for (int i = 0; i < backends.size(); i++) {
      String path = "backendRefs[" + i + "].filters";
      prefixReplacementHasOnePrefix(rule, path, backends.get(i).path("filters"), problem);
    }
  }

  private static void redirectHasNoBackends(JsonNode rule, BiConsumer<String, String> problem) {
    for (JsonNode filter : rule.path("filters")) {
      if (filter.path("type").asText().equals("RequestRedirect")
          && !rule.path("backendRefs").isEmpty()) {
        problem.accept("backendRefs", "with a RequestRedirect filter (expected: no backends)");
      }
    }
  }

  private static void prefixReplacementHasOnePrefix(
      JsonNode rule, String path, JsonNode filters, BiConsumer<String, String> problem) {
    JsonNode matches = rule.path("matches");
    boolean onePrefix =
        matches.size() == 1
            && matches.get(0).path("path").path("type").asText().equals("PathPrefix");
    for (int i = 0; i < filters.size(); i++) {
      for (String field : List.of("requestRedirect", "urlRewrite")) {
        JsonNode modifier = filters.get(i).path(field).path("path");
        if (modifier.has("replacePrefixMatch") && !onePrefix) {
          problem.accept(
              path + "[" + i + "]." + field + ".path.replacePrefixMatch",
              "with "
                  + matches.size()
                  + " matches (expected: exactly one match, of type PathPrefix)");
        }
      }
    }
  }

  static void timeouts(JsonNode timeouts, BiConsumer<String, String> problem) {
    Duration request = duration(timeouts.path("request").asText());
    Duration backend = duration(timeouts.path("backendRequest").asText());
    if (!request.isZero() && backend.compareTo(request) > 0) {
      problem.accept(
          "backendRequest",
          timeouts.path("backendRequest").asText()
              + " (expected: at most request, "
              + timeouts.path("request").asText()
              + ")");
    }
  }

  static void matchesInAll(JsonNode spec, BiConsumer<String, String> problem) {
    int matches = 0;
    for (JsonNode rule : spec.path("rules")) {
      matches += rule.path("matches").size();
    }
    if (matches > MAX_MATCHES) {
      problem.accept("rules", matches + " matches in all (expected: at most " + MAX_MATCHES + ")");
    }
  }

  /** References to one parent must differ in section or port, and each must name one. */
  static void parentsDistinct(JsonNode parents, BiConsumer<String, String> problem) {
    Map<String, List<Integer>> byParent = new HashMap<>();
    for (int i = 0; i < parents.size(); i++) {
      JsonNode parent = parents.get(i);
      String key =
          "%s/%s %s/%s"
              .formatted(
                  parent.path("group").asText(),
                  parent.path("kind").asText(),
                  parent.path("namespace").asText(),
                  parent.path("name").asText());
      byParent.computeIfAbsent(key, _ -> new ArrayList<>()).add(i);
    }
    byParent.values().stream()
        .filter(indexes -> indexes.size() > 1)
        .forEach(indexes -> distinct(parents, indexes, problem));
  }

  private static void distinct(
      JsonNode parents, List<Integer> indexes, BiConsumer<String, String> problem) {
    Set<String> seen = new HashSet<>();
    for (int i : indexes) {
      JsonNode parent = parents.get(i);
      String name = parent.path("name").asText();
      if (!parent.has("sectionName") && !parent.has("port")) {
        problem.accept(
            "[" + i + "]",
            name
                + " is referred to several times (expected: sectionName or port in each reference)");
      } else if (!seen.add(
          parent.path("sectionName").asText() + "|" + parent.path("port").asText())) {
        problem.accept("[" + i + "]", name + " is referred to before (expected: once)");
      }
    }
  }

  private static Duration duration(String text) {
    Duration sum = Duration.ZERO;
    Matcher parts = DURATION_PART.matcher(text);
    while (parts.find()) {
      long amount = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMillis(amount);
              });
    }
    return sum;
  }
}
