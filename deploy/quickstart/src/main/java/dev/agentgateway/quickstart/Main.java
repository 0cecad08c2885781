package dev.agentgateway.quickstart;

import dev.agentgateway.quickstart.agent.SampleAgent;
import dev.agentgateway.quickstart.sample.A2aServer;
import dev.agentgateway.quickstart.sample.EchoServer;
import dev.agentgateway.quickstart.sample.LlmServer;
import dev.agentgateway.quickstart.sample.McpSample;
import dev.agentgateway.quickstart.sample.SampleServer;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The quickstart, and the samples that it starts as processes of their own. */
public final class Main {
  private Main() {}

  /** Exit codes: 0 clean stop, 1 failure at run time, 2 bad arguments. */
  public static void main(String[] arguments) {
    CommandLine line =
        new CommandLine(new Quickstart())
            .addSubcommand("sample-llm", new Upstream(new LlmServer()))
            .addSubcommand("sample-a2a", new Upstream(new A2aServer()))
            .addSubcommand("echo", new Upstream(new EchoServer()))
            .addSubcommand("sample-mcp", new Mcp(McpSample.Offer.TOOLS))
            .addSubcommand("sample-mcp-places", new Mcp(McpSample.Offer.PLACES))
            .addSubcommand("sample-agent", new Agent());
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          command.getErr().println("agentgateway quickstart: " + failure.getMessage());
          return 1;
        });
    System.exit(line.execute(arguments));
  }

  /** Where a sample listens. */
  private static final class Listener {
    @Option(names = "--port", required = true, description = "Port to listen on.")
    private int port;

    @Option(
        names = "--bind",
        paramLabel = "ADDRESS",
        defaultValue = "127.0.0.1",
        description = "IP address to listen on (default: ${DEFAULT-VALUE}).")
    private String bind;
  }

  @Command(description = "Runs a sample upstream.", mixinStandardHelpOptions = true)
  private static final class Upstream implements Runnable {
    private final Handler handler;

    @Mixin private Listener listener;

    Upstream(Handler handler) {
      this.handler = handler;
    }

    @Override
    public void run() {
      try (SampleServer server = new SampleServer(listener.bind, listener.port, handler)) {
        server.start();
        System.out.println("listening on " + listener.bind + ":" + server.port());
        server.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Command(description = "Runs a sample MCP server.", mixinStandardHelpOptions = true)
  private static final class Mcp implements Runnable {
    private final McpSample.Offer offer;

    @Mixin private Listener listener;

    Mcp(McpSample.Offer offer) {
      this.offer = offer;
    }

    @Override
    public void run() {
      try (McpSample server = new McpSample(listener.bind, listener.port, offer)) {
        server.start();
        System.out.println("listening on " + listener.bind + ":" + server.port());
        server.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Command(description = "Runs the sample agent.", mixinStandardHelpOptions = true)
  private static final class Agent implements Runnable {
    @Option(names = "--gateway", required = true, description = "Base URL of the gateway.")
    private URI gateway;

    @Option(names = "--otlp", required = true, description = "OTLP/gRPC endpoint for own spans.")
    private URI collector;

    @Option(
        names = "--every",
        defaultValue = "2000",
        description = "Milliseconds between runs (default: ${DEFAULT-VALUE}).")
    private long everyMillis;

    @Option(names = "--runs", defaultValue = "0", description = "Runs; 0: without end.")
    private int runs;

    @Override
    public void run() {
      try (SampleAgent agent =
          new SampleAgent(gateway, collector, Duration.ofMillis(everyMillis))) {
        agent.awaitGateway();
        agent.run(runs);
      }
    }
  }
}
