package dev.agentgateway.quickstart.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisorTest {

  @Test
  void childThatDiesIsNamedWithItsExitCodeAndStartedAgain(@TempDir Path logs) throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    Files.writeString(logs.resolve("short-lived.log"), "of an earlier run\n");
    try (Supervisor supervisor = new Supervisor(logs, lines(told))) {
      long pid =
          supervisor.start(
              new ChildSpec(
                  "short-lived",
                  List.of(
                      "sh",
                      "-c",
                      "[ -e %1$s ] && exec sleep 100; touch %1$s; echo why; exit 7"
                          .formatted(logs.resolve("ran"))),
                  ""));

      assertThat(told.poll(20, TimeUnit.SECONDS))
          .startsWith("short-lived (pid " + pid + ") ended with exit code 7;");
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("  | why");
      assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("short-lived runs again as pid ");
    }
    assertThat(Files.readString(logs.resolve("short-lived.log")))
        .isEqualTo("of an earlier run\nwhy\n");
  }

  @Test
  void closingStopsEveryChild(@TempDir Path logs) {
    Supervisor supervisor = new Supervisor(logs, lines(new LinkedBlockingQueue<>()));
    long pid = supervisor.start(new ChildSpec("sleeper", List.of("sleep", "100"), ""));

    supervisor.close();

    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  private static PrintStream lines(BlockingQueue<String> lines) {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
      @Override
      public void println(String line) {
        lines.add(line);
      }
    };
  }
}
