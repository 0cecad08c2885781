package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code ./agentgateway}. */
public final class Launcher {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private Launcher() {}

  /** The checkout. */
  public static Path home() {
    return HOME;
  }

  /** A finished command. */
  public record Result(int exitCode, String output) {}

  /** Runs a command to its end. */
  public static Result run(String... arguments) {
    return runWith(Map.of(), arguments);
  }

  /** Runs a command to its end with environment variables of its own. */
  public static Result runWith(Map<String, String> environment, String... arguments) {
    try {
      Path output = Files.createTempFile("agentgateway", ".out");
      Process process = start(output, environment, arguments);
      int code = process.waitFor();
      String text = Files.readString(output);
      Files.delete(output);
      return new Result(code, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a command whose output goes to a file. */
  public static Process start(Path output, String... arguments) {
    return start(output, Map.of(), arguments);
  }

  /** The same with environment variables beside those of this process. */
  public static Process start(Path output, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("agentgateway").toString());
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
