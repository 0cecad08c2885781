package dev.agentgateway.e2e.support;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls of Anthropic's SDK; each is made the same way wherever it goes. */
public final class AnthropicCalls implements AutoCloseable {
  private final AnthropicClient client;

  /**
   * @param base without {@code /v1}
   */
  public AnthropicCalls(URI base) {
    client =
        AnthropicOkHttpClient.builder()
            .apiKey("none")
            .baseUrl(base.toString())
            .maxRetries(0)
            .build();
  }

  private static MessageCreateParams message(String text, String... tools) {
    MessageCreateParams.Builder message =
        MessageCreateParams.builder()
            .model("sample-large")
            .maxTokens(1000)
            .systemOfTextBlockParams(
                List.of(
                    TextBlockParam.builder()
                        .text("You are a sample.")
                        .cacheControl(CacheControlEphemeral.builder().build())
                        .build()))
            .addUserMessage(text);
    for (String tool : tools) {
      message.addTool(
          Tool.builder()
              .name(tool)
              .inputSchema(
                  Tool.InputSchema.builder()
                      .properties(
                          JsonValue.from(Map.of("city", Map.of("type", "string")))
                              .convert(Tool.InputSchema.Properties.class))
                      .build())
              .build());
    }
    return message.build();
  }

  public ModelAnswer messageWhole(String text, String... tools) {
    return of(client.messages().create(message(text, tools)));
  }

  public ModelAnswer messageStreamed(String text, String... tools) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(message(text, tools))) {
      events.stream().forEach(accumulator::accumulate);
    }
    return of(accumulator.message());
  }

  private static ModelAnswer of(Message message) {
    StringBuilder text = new StringBuilder();
    List<String> tools = new ArrayList<>();
    message
        .content()
        .forEach(
            block -> {
              block.text().ifPresent(part -> text.append(part.text()));
              block.toolUse().ifPresent(use -> tools.add(use.name() + " " + use._input()));
            });
    return new ModelAnswer(
        message.model().asString(),
        text.toString(),
        tools,
        message.stopReason().map(reason -> reason.asString()).orElse(""),
        List.of(
            message.usage().inputTokens(),
            message.usage().cacheCreationInputTokens().orElse(-1L),
            message.usage().cacheReadInputTokens().orElse(-1L),
            message.usage().outputTokens()));
  }

  public long countTokens(String text) {
    return client
        .messages()
        .countTokens(
            MessageCountTokensParams.builder().model("sample-large").addUserMessage(text).build())
        .inputTokens();
  }

  @Override
  public void close() {
    client.close();
  }
}
