package dev.agentgateway.quickstart.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A started process whose output goes to a file. */
final class ChildProcess {
  private static final int LAST_LINES = 8;
  private static final int LAST_BYTES = 16 << 10;

  private final Process process;
  private final Path log;

  /** Where its own output begins in the log, in bytes. */
  private final long start;

  private ChildProcess(Process process, Path log, long start) {
    this.process = process;
    this.log = log;
    this.start = start;
  }

  /**
   * Starts a process; its output is appended to {@code log}.
   *
   * @throws UncheckedIOException where it cannot be started
   */
  static ChildProcess start(List<String> command, Path log) {
    try {
      long logged = Files.exists(log) ? Files.size(log) : 0;
      return new ChildProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start(),
          log,
          logged);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Completes with the exit code. */
  CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** The end of what it printed. */
  List<String> lastLines() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(start, file.length() - LAST_BYTES));
      byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of("(cannot read " + log + ": " + e.getMessage() + ")");
    }
  }

  /** Asks it to stop, and ends it where it has not after {@code patience}. */
  void stop(Duration patience) {
    process.destroy();
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("waiting for pid " + pid(), e);
    }
  }
}
