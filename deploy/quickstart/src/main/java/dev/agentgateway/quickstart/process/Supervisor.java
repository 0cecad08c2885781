package dev.agentgateway.quickstart.process;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps child processes running: one that ends is named with its exit code and started again, with
 * a pause that doubles from 1 s to 30 s while it keeps ending soon.
 *
 * <p>Threading: methods may be called from any thread; children are watched on the threads that
 * complete their exit.
 */
public final class Supervisor implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Object lock = new Object();
  private final Path logs;
  private final PrintStream out;
  private final Map<String, ChildProcess> running = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param logs existing directory for one log file per child
   * @param out where deaths and restarts are told
   */
  public Supervisor(Path logs, PrintStream out) {
    this.logs = logs;
    this.out = out;
  }

  /** Starts a child and keeps it running. Returns its process id. */
  public long start(ChildSpec spec) {
    return start(spec, FIRST_PAUSE);
  }

  private long start(ChildSpec spec, Duration nextPause) {
    synchronized (lock) {
      if (closed) {
        return -1;
      }
      ChildProcess child = ChildProcess.start(spec.command(), logs.resolve(spec.name() + ".log"));
      long started = System.nanoTime();
      running.put(spec.name(), child);
      var _ = child.exit().thenAccept(code -> ended(spec, child, code, started, nextPause));
      return child.pid();
    }
  }

  private void ended(
      ChildSpec spec, ChildProcess child, int code, long startedNanos, Duration pause) {
    synchronized (lock) {
      running.remove(spec.name(), child);
      if (closed) {
        return;
      }
    }
    boolean ranLong =
        Duration.ofNanos(System.nanoTime() - startedNanos).compareTo(LONGEST_PAUSE) > 0;
    Duration wait = ranLong ? FIRST_PAUSE : pause;
    out.println(
        "%s (pid %d) ended with exit code %d; starting it again in %d s. Its last lines:"
            .formatted(spec.name(), child.pid(), code, wait.toSeconds()));
    child.lastLines().forEach(line -> out.println("  | " + line));
    Duration next =
        wait.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait.multipliedBy(2);
    CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              long pid = start(spec, next);
              if (pid > 0) {
                out.println("%s runs again as pid %d.".formatted(spec.name(), pid));
              }
            });
  }

  /** Stops all children, the last started first. */
  @Override
  public void close() {
    List<ChildProcess> children;
    synchronized (lock) {
      closed = true;
      children = new ArrayList<>(running.values());
    }
    // All at once, so that stopping takes as long as the slowest child.
    CompletableFuture.allOf(
            children.reversed().stream()
                .map(
                    child ->
                        CompletableFuture.runAsync(
                            () -> child.stop(PATIENCE), Thread::startVirtualThread))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
