package dev.agentgateway.dataplane.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.agentgateway.dataplane.admin.Page.Answer;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Shows and sets log levels. */
final class LogLevels {
  private static final List<Level> LEVELS =
      List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE);

  Answer answer(Page.Request request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> Answer.text(200, list());
      case "POST" ->
          set(
              request.query().getOrDefault("logger", org.slf4j.Logger.ROOT_LOGGER_NAME),
              request.query().getOrDefault("level", ""));
      default -> Answer.text(405, "method: " + request.method() + " (expected: GET or POST)\n");
    };
  }

  private static Answer set(String logger, String name) {
    for (Level level : LEVELS) {
      if (level.levelStr.equalsIgnoreCase(name)) {
        context().getLogger(logger).setLevel(level);
        return Answer.text(200, list());
      }
    }
    return Answer.text(
        400, "level: '" + name + "' (expected: error, warn, info, debug or trace)\n");
  }

  private static String list() {
    StringBuilder levels = new StringBuilder();
    for (Logger logger : context().getLoggerList()) {
      if (logger.getLevel() != null) {
        levels
            .append(logger.getName())
            .append(": ")
            .append(logger.getLevel().levelStr)
            .append('\n');
      }
    }
    return levels.toString();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
