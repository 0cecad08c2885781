package dev.agentgateway.quickstart.sample;

import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import tools.jackson.databind.json.JsonMapper;

/**
 * An MCP server on {@code /mcp} (Streamable HTTP) built on the MCP Java SDK, with what one of two
 * samples offers.
 */
public final class McpSample implements AutoCloseable {
  private final SampleServer server;
  private final McpSyncServer mcp;

  /** What a server offers. */
  public enum Offer {
    /**
     * Tools {@code get_weather}, {@code slow_search} (one second) and {@code broken_tool}, which
     * always fails.
     */
    TOOLS,
    /**
     * Tools {@code find_places} and {@code book_table}, prompt {@code plan_day}, resource {@code
     * places://zurich}.
     */
    PLACES
  }

  /**
   * @param host address to listen on
   * @param port 0: any free one
   */
  public McpSample(String host, int port, Offer offer) {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(new JacksonMcpJsonMapper(JsonMapper.builder().build()))
            .mcpEndpoint("/mcp")
            .build();
    mcp =
        switch (offer) {
          case TOOLS -> tools(transport);
          case PLACES -> places(transport);
        };
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(transport);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    server = new SampleServer(host, port, context);
  }

  private static McpSyncServer tools(McpStreamableServerTransportProvider transport) {
    return McpServer.sync(transport)
        .serverInfo("sample-tools", "1.0.0")
        .capabilities(ServerCapabilities.builder().tools(true).build())
        .tools(
            tool("get_weather", "The weather of a city.", "city", McpSample::weather),
            tool("slow_search", "Searches for a second.", "query", McpSample::search),
            tool("broken_tool", "Always fails.", "reason", McpSample::fail))
        .build();
  }

  private static McpSyncServer places(McpStreamableServerTransportProvider transport) {
    return McpServer.sync(transport)
        .serverInfo("sample-places", "1.0.0")
        .capabilities(
            ServerCapabilities.builder().tools(true).prompts(true).resources(false, true).build())
        .tools(
            tool(
                "find_places",
                "Places worth seeing in a city.",
                "city",
                city -> text("In " + city + ": the lake, the old town, a museum.", false)),
            tool(
                "book_table",
                "Books a table in a city.",
                "city",
                city -> text("A table is booked in " + city + ".", false)))
        .prompts(
            new SyncPromptSpecification(
                Prompt.builder("plan_day")
                    .description("Asks for a plan of a day.")
                    .arguments(
                        List.of(
                            PromptArgument.builder("city")
                                .description("Where the day is spent.")
                                .required(true)
                                .build()))
                    .build(),
                (exchange, request) ->
                    GetPromptResult.builder(
                            List.of(
                                new PromptMessage(
                                    Role.USER,
                                    TextContent.builder(
                                            "Plan a day in " + request.arguments().get("city"))
                                        .build())))
                        .build()))
        .resources(
            new SyncResourceSpecification(
                Resource.builder("places://zurich", "zurich").mimeType("text/plain").build(),
                (exchange, request) ->
                    ReadResourceResult.builder(
                            List.of(
                                TextResourceContents.builder(
                                        request.uri(), "The lake, the old town.")
                                    .mimeType("text/plain")
                                    .build()))
                        .build()))
        .build();
  }

  /** Begins to listen. */
  public void start() {
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Waits until the server is stopped. */
  public void join() throws InterruptedException {
    server.join();
  }

  private static SyncToolSpecification tool(
      String name, String description, String argument, Function<String, CallToolResult> answer) {
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(argument, Map.of("type", "string")),
            "required",
            List.of(argument));
    return SyncToolSpecification.builder()
        .tool(Tool.builder(name, schema).description(description).build())
        .callHandler((exchange, call) -> answer.apply(argument(call, argument)))
        .build();
  }

  private static String argument(CallToolRequest call, String name) {
    return String.valueOf(call.arguments().get(name));
  }

  private static CallToolResult weather(String city) {
    return text("It is 21 °C and sunny in " + city + ".", false);
  }

  private static CallToolResult search(String query) {
    EventStream.pause(java.time.Duration.ofSeconds(1));
    return text("Three results for " + query + ".", false);
  }

  private static CallToolResult fail(String reason) {
    return text("The tool failed: " + reason, true);
  }

  private static CallToolResult text(String text, boolean isError) {
    return CallToolResult.builder().addTextContent(text).isError(isError).build();
  }

  @Override
  public void close() {
    mcp.closeGracefully();
    server.close();
  }
}
