package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneCommand;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig;
import dev.agentgateway.controlplane.bootstrap.Invocation;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Entry point of {@code agentgateway control-plane}. */
public final class Main {

  private Main() {}

  /** Runs until the process is told to end, or prints and exits. */
  public static void main(String[] arguments) {
    switch (ControlPlaneCommand.parse(List.of(arguments), System.getenv())) {
      case Invocation.Start(ControlPlaneConfig config) -> run(config);
      case Invocation.Validate(ControlPlaneConfig config) -> {
        LogOutput.silence();
        System.exit(Validation.run(config, System.out));
      }
      case Invocation.Stop(int exitCode, String output) -> {
        PrintStream stream = exitCode == 0 ? System.out : System.err;
        stream.print(output);
        System.exit(exitCode);
      }
    }
  }

  private static void run(ControlPlaneConfig config) {
    LogOutput.apply(config.logging());
    ControlPlane controlPlane = new ControlPlane(config);
    try {
      controlPlane.start();
    } catch (StartException e) {
      controlPlane.close();
      System.err.println("agentgateway control-plane cannot start: " + e.getMessage());
      System.exit(e.exitCode());
    }
    // A JVM that a signal ends would exit with 128 + the signal; a clean stop exits with 0.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  controlPlane.close();
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
    controlPlane.urls().forEach(System.out::println);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
