package dev.agentgateway.dataplane;

import dev.agentgateway.dataplane.bootstrap.DataPlaneCommand;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig;
import dev.agentgateway.dataplane.bootstrap.Invocation;
import java.io.IOException;
import java.io.PrintStream;
import java.security.Security;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point of {@code agentgateway data-plane}. */
public final class Main {
  private static final int FAILURE = 1;
  private static final String ONE_SECOND = "1";
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  private Main() {}

  /** Runs until the process is told to end, or prints and exits. */
  public static void main(String[] arguments) {
    switch (DataPlaneCommand.parse(List.of(arguments), System.getenv())) {
      case Invocation.Start(DataPlaneConfig config) -> run(config);
      case Invocation.Stop(int exitCode, String output) -> {
        PrintStream stream = exitCode == 0 ? System.out : System.err;
        stream.print(output);
        System.exit(exitCode);
      }
    }
  }

  private static void run(DataPlaneConfig config) {
    // Read once, at the first look-up. Names are looked up at intervals, which a cache would delay.
    Security.setProperty("networkaddress.cache.ttl", ONE_SECOND);
    Security.setProperty("networkaddress.cache.negative.ttl", ONE_SECOND);
    // A client of TLS 1.2 could have the same connection shake hands again and again.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    // By default one buffer of 128 is watched for leaks, with two stack traces: 3 % of the CPU
    // time.
    // The tests watch all of them.
    if (System.getProperty(LEAK_DETECTION) == null) {
      System.setProperty(LEAK_DETECTION, "disabled");
    }
    LogOutput.apply(config.logging());
    Logger log = LoggerFactory.getLogger(Main.class);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) ->
            log.atError()
                .addKeyValue("thread", thread.getName())
                .setCause(thrown)
                .log("uncaught error"));
    DataPlane dataPlane;
    try {
      dataPlane = DataPlane.start(config, System.getenv(), System.out::println);
    } catch (IOException e) {
      System.err.println("agentgateway data-plane cannot start: " + e.getMessage());
      System.exit(FAILURE);
      return;
    }
    // A JVM that a signal ends would exit with 128 + the signal; a clean stop exits with 0.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  dataPlane.close();
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
