package dev.agentgateway.controlplane.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that a handler answers.
 *
 * @param path decoded
 * @param variables values of the pattern's {@code {name}} segments
 * @param query decoded parameters in their order
 */
public record Request(String path, Map<String, String> variables, Map<String, List<String>> query) {

  /** Value of a {@code {name}} segment. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no path variable " + name);
    }
    return value;
  }

  /** The first value of a parameter; empty where it is absent or blank. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst().map(String::strip).filter(v -> !v.isEmpty());
  }

  /** Every value of a parameter. */
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  static Map<String, List<String>> parseQuery(String raw) throws BadRequestException {
    Map<String, List<String>> result = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        result.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return result;
  }

  private static String decode(String text) throws BadRequestException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("query: " + e.getMessage());
    }
  }
}
