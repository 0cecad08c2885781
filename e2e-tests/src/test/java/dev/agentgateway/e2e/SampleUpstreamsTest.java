package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import dev.agentgateway.e2e.support.AnthropicCalls;
import dev.agentgateway.e2e.support.ModelAnswer;
import dev.agentgateway.e2e.support.OpenAiCalls;
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
    try (OpenAiCalls calls = new OpenAiCalls(base(throughGateway, quickstart.llm()))) {
      ModelAnswer whole = calls.chatWhole("Say something.");

      assertThat(whole.text()).contains("Say something.");
      assertThat(whole.usage()).hasSize(5).doesNotContain(-1L);
      assertThat(whole.usage().getFirst()).isPositive();
      assertThat(calls.chatStreamed(true, "Say something.")).isEqualTo(whole);
      assertThat(calls.chatStreamed(false, "Say something."))
          .returns(whole.text(), ModelAnswer::text)
          .returns(List.of(), ModelAnswer::usage);
      ModelAnswer tools = calls.chatWhole("Use get_weather.", "book_table", "get_weather");
      assertThat(tools.tools()).containsExactly("get_weather {\"city\":\"Zurich\"}");
      assertThat(tools.finishReason()).isEqualTo("tool_calls");
      assertThat(calls.chatStreamed(true, "Use get_weather.", "book_table", "get_weather"))
          .isEqualTo(tools);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void openAiSdkCompletesRespondsAndEmbeds(boolean throughGateway) {
    try (OpenAiCalls calls = new OpenAiCalls(base(throughGateway, quickstart.llm()))) {
      assertThat(calls.complete("Say something.").text()).contains("Say something.");
      ModelAnswer whole = calls.respondWhole("Say something.");
      assertThat(whole.text()).contains("Say something.");
      assertThat(calls.respondStreamed("Say something.")).isEqualTo(whole);
      ModelAnswer tools = calls.respondWhole("Use get_weather.", "get_weather");
      assertThat(tools.tools()).containsExactly("get_weather {\"city\":\"Zurich\"}");
      assertThat(calls.respondStreamed("Use get_weather.", "get_weather")).isEqualTo(tools);
      assertThat(calls.embed("Zurich").usage()).containsExactly(2L, 2L);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anthropicSdkSendsAndStreamsMessages(boolean throughGateway) {
    try (AnthropicCalls calls = new AnthropicCalls(base(throughGateway, quickstart.llm()))) {
      ModelAnswer whole = calls.messageWhole("Say something.");

      assertThat(whole.text()).contains("Say something.");
      assertThat(whole.usage()).doesNotContain(-1L).element(1).isNotEqualTo(0L);
      assertThat(calls.messageStreamed("Say something.")).isEqualTo(whole);
      ModelAnswer tools = calls.messageWhole("Use get_weather.", "get_weather");
      assertThat(tools.tools()).containsExactly("get_weather {city=Zurich}");
      assertThat(calls.messageStreamed("Use get_weather.", "get_weather")).isEqualTo(tools);
      assertThat(calls.countTokens("Say something.")).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theModelFailsOnceAndIsCutOffWhereAPromptSaysSo(boolean throughGateway) {
    try (OpenAiCalls calls = new OpenAiCalls(base(throughGateway, quickstart.llm()))) {
      String once = "[[fail 500 once]] " + throughGateway;
      assertThatThrownBy(() -> calls.chatWhole(once)).isInstanceOf(OpenAIServiceException.class);
      assertThat(calls.chatWhole(once).text()).contains(once);
      assertThatThrownBy(() -> calls.chatStreamed(true, "[[cut 3]] in the middle"))
          .isInstanceOf(OpenAIException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mcpSdkListsAndCallsTools(boolean throughGateway) {
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(
                        base(throughGateway, quickstart.mcp()).toString())
                    .endpoint("/mcp")
                    .build())
            .build()) {
      client.initialize();

      // Behind the gateway both servers are one, and tools are named after theirs.
      String prefix = throughGateway ? "tools_" : "";
      assertThat(client.listTools().tools())
          .extracting(tool -> tool.name())
          .contains(prefix + "get_weather", prefix + "slow_search", prefix + "broken_tool")
          .hasSize(throughGateway ? 5 : 3);
      CallToolResult weather =
          client.callTool(
              CallToolRequest.builder(prefix + "get_weather")
                  .arguments(Map.of("city", "Zurich"))
                  .build());
      assertThat(((TextContent) weather.content().getFirst()).text()).contains("Zurich");
      CallToolResult broken =
          client.callTool(
              CallToolRequest.builder(prefix + "broken_tool")
                  .arguments(Map.of("reason", "test"))
                  .build());
      assertThat(broken.isError()).isTrue();
    }
  }

  @Test
  void theOtherMcpServerHasOtherTools() {
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(quickstart.mcpPlaces().toString())
                    .endpoint("/mcp")
                    .build())
            .build()) {
      client.initialize();

      assertThat(client.listTools().tools())
          .extracting(tool -> tool.name())
          .containsExactlyInAnyOrder("find_places", "book_table");
      assertThat(client.listPrompts().prompts()).hasSize(1);
      assertThat(client.listResources().resources()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a2aSdkSendsAMessageAndStreamsATask(boolean throughGateway) throws Exception {
    AgentCard card =
        throughGateway
            ? A2A.getAgentCard(
                quickstart.gateway().toString(), "/a2a/.well-known/agent-card.json", Map.of())
            : A2A.getAgentCard(quickstart.a2a().toString());
    assertThat(card.url()).isEqualTo(base(throughGateway, quickstart.a2a()) + "/a2a");
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

  private static URI base(boolean throughGateway, URI direct) {
    return throughGateway ? quickstart.gateway() : direct;
  }
}
