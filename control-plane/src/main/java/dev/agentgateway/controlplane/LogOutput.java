package dev.agentgateway.controlplane;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines on standard error, in the configured shape. */
final class LogOutput {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0}: %msg%replace( %kvp){'^ $', ''}%n";

  private LogOutput() {}

  /** Replaces what logs were written with before. */
  static void apply(Logging logging) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    EncoderBase<ILoggingEvent> encoder = encoder(logging.format());
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Level level = Level.toLevel(logging.level().name());
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    root.addAppender(appender);
    context.getLogger("dev.agentgateway").setLevel(level);
    // What fails on the way to an API server is told by who asked.
    context.getLogger("io.fabric8").setLevel(Level.ERROR);
    context.getLogger("io.fabric8.kubernetes.client.extended.leaderelection").setLevel(Level.OFF);
  }

  /** Writes no logs. */
  static void silence() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
  }

  private static EncoderBase<ILoggingEvent> encoder(Logging.Format format) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        yield encoder;
      }
      case JSON -> {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithFormattedMessage(false);
        yield encoder;
      }
    };
  }
}
