package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.agentgateway.e2e.support.Quickstart;
import io.a2a.A2A;
import io.a2a.client.Client;
import io.a2a.client.TaskEvent;
import io.a2a.client.config.ClientConfig;
import io.a2a.client.transport.jsonrpc.JSONRPCTransport;
import io.a2a.client.transport.jsonrpc.JSONRPCTransportConfig;
import io.a2a.spec.AgentCard;
import io.a2a.spec.TaskState;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official SDKs against the sample upstreams, directly and through the gateway. */
final class SampleUpstreamsTest {
  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() {
    quickstart = Quickstart.start(state, "--no-agent");
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void openAiSdkChatsAndStreams(boolean throughGateway) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .apiKey("none")
            .baseUrl(base(throughGateway, quickstart.llm()) + "/v1")
            .build();
    ChatCompletionCreateParams chat =
        ChatCompletionCreateParams.builder()
            .model("sample-large")
            .addUserMessage("Say something.")
            .build();

    var whole = client.chat().completions().create(chat);
    StringBuilder streamed = new StringBuilder();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(chat)) {
      chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().content().stream())
          .forEach(streamed::append);
    }

    assertThat(whole.choices().getFirst().message().content()).contains(streamed.toString());
    assertThat(whole.usage().orElseThrow().completionTokens()).isPositive();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mcpSdkListsAndCallsTools(boolean throughGateway) {
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(base(throughGateway, quickstart.mcp()))
                    .endpoint("/mcp")
                    .build())
            .build()) {
      client.initialize();

      assertThat(client.listTools().tools())
          .extracting(tool -> tool.name())
          .containsExactlyInAnyOrder("get_weather", "slow_search", "broken_tool");
      CallToolResult weather =
          client.callTool(
              CallToolRequest.builder("get_weather").arguments(Map.of("city", "Zurich")).build());
      assertThat(((TextContent) weather.content().getFirst()).text()).contains("Zurich");
      CallToolResult broken =
          client.callTool(
              CallToolRequest.builder("broken_tool").arguments(Map.of("reason", "test")).build());
      assertThat(broken.isError()).isTrue();
    }
  }

  @Test
  void a2aSdkSendsAMessageAndStreamsATask() throws Exception {
    AgentCard card = A2A.getAgentCard(quickstart.a2a().toString());
    for (boolean streaming : List.of(false, true)) {
      BlockingQueue<TaskState> states = new LinkedBlockingQueue<>();
      Client client =
          Client.builder(card)
              .clientConfig(new ClientConfig.Builder().setStreaming(streaming).build())
              .withTransport(JSONRPCTransport.class, new JSONRPCTransportConfig())
              .addConsumer(
                  (event, _) -> {
                    if (event instanceof TaskEvent task) {
                      states.add(task.getTask().getStatus().state());
                    } else if (event instanceof io.a2a.client.TaskUpdateEvent update) {
                      states.add(update.getTask().getStatus().state());
                    }
                  })
              .build();

      client.sendMessage(A2A.toUserMessage("Book a table."));

      TaskState state = states.poll(20, TimeUnit.SECONDS);
      while (state != null && state != TaskState.COMPLETED) {
        state = states.poll(20, TimeUnit.SECONDS);
      }
      assertThat(state).isEqualTo(TaskState.COMPLETED);
    }
  }

  private static String base(boolean throughGateway, URI direct) {
    return (throughGateway ? quickstart.gateway() : direct).toString();
  }
}
