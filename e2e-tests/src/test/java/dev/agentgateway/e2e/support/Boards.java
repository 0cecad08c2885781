package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Grafana boards of our chart, as Grafana would ask for what they show. */
public final class Boards {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

  private Boards() {}

  /** The boards by file name. */
  public static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Kubernetes.charts().resolve("agentgateway/boards"))) {
      return files.sorted().toList();
    }
  }

  /** A board. */
  public static JsonNode read(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  /**
   * A query of a board.
   *
   * @param where names board and panel, or variable
   * @param text with every variable filled in
   * @param legend as the panel has it; empty: none
   */
  public record Query(String where, String text, String legend, boolean exemplars) {
    @Override
    public String toString() {
      return where + ": " + text;
    }
  }

  /** What boards ask Prometheus, variables included. */
  public static List<Query> promQl() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Path file : files()) {
      JsonNode board = read(file);
      String name = file.getFileName().toString();
      for (JsonNode variable : board.at("/templating/list")) {
        if (variable.path("type").asText().equals("query")) {
          queries.add(
              new Query(
                  name + ", variable " + variable.path("name").asText(),
                  filled(values(variable.at("/query/query").asText())),
                  "",
                  false));
        }
      }
      queries.addAll(targets(name, board, "expr"));
    }
    return queries;
  }

  /** What boards ask Tempo 2. */
  public static List<Query> traceQl() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Path file : files()) {
      queries.addAll(targets(file.getFileName().toString(), read(file), "query"));
    }
    return queries;
  }

  private static List<Query> targets(String name, JsonNode board, String field) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : board.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        if (target.has(field)) {
          queries.add(
              new Query(
                  name + ", panel " + panel.path("title").asText(),
                  filled(target.path(field).asText()),
                  target.path("legendFormat").asText(),
                  target.path("exemplar").asBoolean()));
        }
      }
    }
    return queries;
  }

  private static String values(String query) {
    Matcher matcher = LABEL_VALUES.matcher(query);
    if (!matcher.matches()) {
      throw new AssertionError("not label_values(SERIES, LABEL): " + query);
    }
    return "count by (%s) (%s)".formatted(matcher.group(2), matcher.group(1));
  }

  private static String filled(String query) {
    return query
        .replace("$__rate_interval", "10s")
        .replace("$__range", "2m")
        .replaceAll("\\$\\{?(gateway|route)(:regex)?}?", ".*");
  }
}
