package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Programs of the machine, such as curl and openssl. */
public final class Command {
  private Command() {}

  /**
   * What a program printed.
   *
   * @param output standard output and standard error together
   */
  public record Result(int status, String output) {}

  /** Runs a program to its end, without any input. */
  public static Result run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " does not end: " + output);
    }
    return new Result(process.exitValue(), output);
  }

  /** The same; its output where it succeeds. */
  public static String output(String... command) throws IOException, InterruptedException {
    Result result = run(command);
    if (result.status() != 0) {
      throw new IOException(command[0] + " ended with " + result.status() + ": " + result.output());
    }
    return result.output();
  }
}
