package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Programs for Node.js: the scripts of this module, and servers of npm packages. */
public final class Node {
  private static final long SECONDS = 60;

  private Node() {}

  private static Path modules() {
    return Path.of(
        Objects.requireNonNull(
            System.getenv("AGENTGATEWAY_TEST_NODE_MODULES"),
            "AGENTGATEWAY_TEST_NODE_MODULES is not set (run ./agentgateway test --all)"));
  }

  private static ProcessBuilder node(Path script, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("node", script.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("NODE_PATH", modules().toString());
    return builder;
  }

  /**
   * Runs a script to its end.
   *
   * @param script its name in {@code e2e-tests/npm}
   * @return what it printed
   * @throws AssertionError where it fails or does not end
   */
  public static String run(Path directory, String script, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, script, ".out");
    Path errors = Files.createTempFile(directory, script, ".err");
    Process process =
        node(scripts().resolve(script), List.of(arguments))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(
          "%s %s %s:\n%s%s"
              .formatted(
                  script,
                  List.of(arguments),
                  ended ? "failed" : "does not end",
                  Files.readString(errors),
                  Files.readString(output)));
    }
    return Files.readString(output);
  }

  /** A server that runs until it is closed. */
  public record Server(Process process, URI url) implements AutoCloseable {
    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Starts {@code @modelcontextprotocol/server-everything}; its URL is that of Streamable HTTP. */
  public static Server everything(Path directory) {
    Path script = modules().resolve("@modelcontextprotocol/server-everything/dist/index.js");
    return start(directory, script, List.of("streamableHttp"), "/mcp");
  }

  /**
   * Starts a server of this module on the port that its environment names.
   *
   * @param script its name in {@code e2e-tests/npm}
   * @param path answers something, whatever it is, once the server is there
   */
  public static Server script(Path directory, String script, String path) {
    return start(directory, scripts().resolve(script), List.of(), path);
  }

  private static Server start(Path directory, Path script, List<String> arguments, String path) {
    int port = Ports.free();
    ProcessBuilder builder = node(script, arguments);
    builder.environment().putAll(Map.of("PORT", Integer.toString(port)));
    Path output = directory.resolve(script.getFileName() + "-" + port + ".log");
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      Server server = new Server(process, URI.create("http://127.0.0.1:" + port + path));
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(server.url()).build();
        Await.untilTrue(
            script.getFileName() + " answers",
            () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0);
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path scripts() {
    return Launcher.home().resolve("e2e-tests/npm");
  }
}
