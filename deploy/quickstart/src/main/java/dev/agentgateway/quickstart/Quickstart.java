package dev.agentgateway.quickstart;

import dev.agentgateway.quickstart.process.ChildSpec;
import dev.agentgateway.quickstart.process.Supervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a control plane, data planes, sample upstreams and a sample agent, and keeps them up. */
@Command(
    name = "./agentgateway quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts a control plane, data planes, sample upstreams and a sample agent on this machine,",
      "each a process of its own. Ctrl-C stops all."
    })
final class Quickstart implements Callable<Integer> {
  private static final Pattern OTLP_URL =
      Pattern.compile("(https?|grpc)://[^/:\\s]+(:\\d+)?(/\\S*)?");
  private static final String GATEWAY = "agentgateway-system/agentgateway-route";

  @Mixin private QuickstartOptions options;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> mistakes = mistakes();
    if (!mistakes.isEmpty()) {
      mistakes.forEach(mistake -> System.err.println("agentgateway quickstart: " + mistake));
      return 2;
    }
    Path home = Path.of(System.getProperty("agentgateway.home", "."));
    Path state = stateDirectory();
    Path logs = Files.createDirectories(state.resolve("logs"));
    Path source =
        options.source != null
            ? options.source
            : Manifests.prepare(
                home.resolve("deploy/quickstart/manifests"), state.resolve("manifests"), options);
    CountDownLatch stopped = new CountDownLatch(1);
    Supervisor supervisor = new Supervisor(logs, out);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  supervisor.close();
                  stopped.countDown();
                }));
    Children children = new Children(home, state, options);
    for (ChildSpec child : children.specs(source)) {
      long pid = supervisor.start(child);
      out.printf("%-18s pid %-8d %s%n", child.name(), pid, child.url());
    }
    tell(source, logs);
    stopped.await();
    return 0;
  }

  private void tell(Path source, Path logs) {
    out.printf(
        """

        Dashboard   http://127.0.0.1:%d/
        Gateway     http://127.0.0.1:%d/   (%s)
        Manifests   %s   (edit one and save it: the next request follows)
        Logs        %s

        Try         curl http://127.0.0.1:%d/echo/hello
                    curl -H 'traceparent: 00-11111111111111111111111111111111-2222222222222222-01' http://127.0.0.1:%d/echo/traced
        Stop        Ctrl-C
        %n\
        """,
        options.dashboardPort,
        options.gatewayPort,
        GATEWAY,
        source.toAbsolutePath().normalize(),
        logs,
        options.gatewayPort,
        options.gatewayPort);
  }

  private List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    if (options.replicas < 1 || options.replicas > 64) {
      mistakes.add("--replicas: " + options.replicas + " (expected: 1 to 64)");
    }
    if (options.source != null && !Files.isDirectory(options.source)) {
      mistakes.add("--source: " + options.source + " (expected: a directory)");
    }
    if (options.priceCatalogue != null && !Files.isRegularFile(options.priceCatalogue)) {
      mistakes.add("--price-catalogue: " + options.priceCatalogue + " (expected: a file)");
    }
    if (options.otlp != null && !OTLP_URL.matcher(options.otlp).matches()) {
      mistakes.add(
          "--otlp: " + options.otlp + " (expected: http://HOST:PORT, https:// or grpc://)");
    }
    Map<Integer, String> taken = new HashMap<>();
    for (Map.Entry<String, Integer> port : options.ports().entrySet()) {
      String other = taken.putIfAbsent(port.getValue(), port.getKey());
      if (other == null) {
        portMistake(port.getKey(), port.getValue()).ifPresent(mistakes::add);
      } else {
        mistakes.add(
            "%s: %d is the port of %s too (expected: a port of its own)"
                .formatted(port.getKey(), port.getValue(), other));
      }
    }
    return mistakes;
  }

  private static Optional<String> portMistake(String flag, int port) {
    if (port < 1 || port > 65535) {
      return Optional.of(flag + ": " + port + " (expected: 1 to 65535)");
    }
    try (ServerSocket probe = new ServerSocket()) {
      // The kernel refuses a port that somebody listens on, also one shared by SO_REUSEPORT.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "port " + port + " is in use (choose another with " + flag + ", or stop what uses it)");
    }
  }

  private Path stateDirectory() throws IOException {
    if (options.stateDir != null) {
      return Files.createDirectories(options.stateDir);
    }
    String xdg = System.getenv("XDG_STATE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(xdg);
    return Files.createDirectories(base.resolve("agentgateway/quickstart"));
  }

  /** The processes of a quickstart. */
  private record Children(Path home, Path state, QuickstartOptions options) {

    List<ChildSpec> specs(Path source) {
      List<ChildSpec> specs = new ArrayList<>();
      specs.add(sample("sample-llm", options.llmPort));
      specs.add(sample("sample-mcp", options.mcpPort));
      specs.add(sample("sample-mcp-places", options.mcpPlacesPort));
      specs.add(sample("sample-a2a", options.a2aPort));
      specs.add(sample("echo", options.echoPort));
      specs.add(controlPlane(source));
      for (int replica = 1; replica <= options.replicas; replica++) {
        specs.add(dataPlane(replica));
      }
      if (!options.noAgent) {
        specs.add(agent());
      }
      return specs;
    }

    private ChildSpec controlPlane(Path source) {
      List<String> command = new ArrayList<>(List.of(launcher(), "control-plane"));
      command.addAll(List.of("--source", source.toString()));
      command.addAll(List.of("--xds-port", "" + options.xdsPort));
      command.addAll(List.of("--dashboard-port", "" + options.dashboardPort));
      command.addAll(List.of("--otlp-grpc-port", "" + options.otlpGrpcPort));
      command.addAll(List.of("--otlp-http-port", "" + options.otlpHttpPort));
      command.addAll(List.of("--state-dir", state.resolve("control-plane").toString()));
      if (options.otlp != null) {
        command.addAll(List.of("--otlp-forward", options.otlp));
      }
      return new ChildSpec("control-plane", command, url(options.dashboardPort));
    }

    private ChildSpec dataPlane(int replica) {
      boolean first = replica == 1;
      String name = "data-plane-" + replica;
      List<String> command = new ArrayList<>(List.of(launcher(), "data-plane"));
      command.addAll(List.of("--xds", "127.0.0.1:" + options.xdsPort));
      command.addAll(List.of("--gateway", GATEWAY));
      command.addAll(List.of("--id", name));
      command.addAll(List.of("--state-dir", state.resolve(name).toString()));
      Path prices = options.priceCatalogue;
      // Of a model that is in both, the last counts.
      command.addAll(
          List.of(
              "--price-catalogue",
              home.resolve("deploy/prices/quickstart.json").toString(),
              "--price-catalogue",
              (prices == null ? home.resolve("deploy/prices/catalogue.json") : prices).toString()));
      command.addAll(List.of("--admin-port", "" + (first ? options.adminPort : 0)));
      command.addAll(List.of("--metrics-port", "" + (first ? options.metricsPort : 0)));
      command.addAll(List.of("--readiness-port", "" + (first ? options.readinessPort : 0)));
      return new ChildSpec(name, command, url(options.gatewayPort));
    }

    private ChildSpec sample(String name, int port) {
      return new ChildSpec(name, own(name, "--port", "" + port), url(port));
    }

    private ChildSpec agent() {
      return new ChildSpec(
          "sample-agent",
          own(
              "sample-agent",
              "--gateway",
              "http://127.0.0.1:" + options.gatewayPort,
              "--otlp",
              "http://127.0.0.1:" + options.otlpGrpcPort),
          "");
    }

    private String launcher() {
      return home.resolve("agentgateway").toString();
    }

    private static String url(int port) {
      return "http://127.0.0.1:" + port + "/";
    }

    /** A process of this program. */
    private static List<String> own(String... arguments) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "-XX:+UseSerialGC",
              "-Xmx96m",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName()));
      command.addAll(List.of(arguments));
      return command;
    }
  }
}
