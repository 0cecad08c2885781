package dev.agentgateway.e2e.support;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Calls of OpenAI's SDK; each is made the same way wherever it goes. */
public final class OpenAiCalls implements AutoCloseable {
  private static final Map<String, Object> PROPERTIES = Map.of("city", Map.of("type", "string"));

  private final OpenAIClient client;

  /**
   * @param base without {@code /v1}
   */
  public OpenAiCalls(URI base) {
    client =
        OpenAIOkHttpClient.builder().apiKey("none").baseUrl(base + "/v1").maxRetries(0).build();
  }

  /** The SDK's own client, for what is not here. */
  public OpenAIClient client() {
    return client;
  }

  private static ChatCompletionCreateParams.Builder chat(String text, String... tools) {
    ChatCompletionCreateParams.Builder chat =
        ChatCompletionCreateParams.builder().model("sample-large").addUserMessage(text);
    for (String tool : tools) {
      chat.addTool(
          ChatCompletionFunctionTool.builder()
              .function(
                  FunctionDefinition.builder()
                      .name(tool)
                      .parameters(
                          FunctionParameters.builder()
                              .putAdditionalProperty("type", JsonValue.from("object"))
                              .putAdditionalProperty("properties", JsonValue.from(PROPERTIES))
                              .build())
                      .build())
              .build());
    }
    return chat;
  }

  public ModelAnswer chatWhole(String text, String... tools) {
    return of(client.chat().completions().create(chat(text, tools).build()));
  }

  /**
   * Chats, streamed.
   *
   * @param withUsage whether the client asks for usage in the stream
   */
  public ModelAnswer chatStreamed(boolean withUsage, String text, String... tools) {
    ChatCompletionCreateParams.Builder chat = chat(text, tools);
    if (withUsage) {
      chat.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(chat.build())) {
      chunks.stream().forEach(accumulator::accumulate);
    }
    return of(accumulator.chatCompletion());
  }

  private static ModelAnswer of(ChatCompletion completion) {
    ChatCompletion.Choice choice = completion.choices().getFirst();
    List<String> tools =
        choice.message().toolCalls().orElse(List.of()).stream()
            .map(call -> call.asFunction().function())
            .map(function -> function.name() + " " + function.arguments())
            .toList();
    return new ModelAnswer(
        completion.model(),
        choice.message().content().orElse(""),
        tools,
        choice.finishReason().asString(),
        completion.usage().map(OpenAiCalls::usage).orElse(List.of()));
  }

  private static List<Long> usage(CompletionUsage usage) {
    return List.of(
        usage.promptTokens(),
        usage.completionTokens(),
        usage.totalTokens(),
        usage
            .promptTokensDetails()
            .flatMap(CompletionUsage.PromptTokensDetails::cachedTokens)
            .orElse(-1L),
        usage
            .completionTokensDetails()
            .flatMap(CompletionUsage.CompletionTokensDetails::reasoningTokens)
            .orElse(-1L));
  }

  public ModelAnswer complete(String text) {
    Completion completion =
        client
            .completions()
            .create(CompletionCreateParams.builder().model("sample-large").prompt(text).build());
    return new ModelAnswer(
        completion.model(),
        completion.choices().getFirst().text(),
        List.of(),
        completion.choices().getFirst().finishReason().asString(),
        completion.usage().map(OpenAiCalls::usage).orElse(List.of()));
  }

  private static ResponseCreateParams response(String text, String... tools) {
    ResponseCreateParams.Builder params =
        ResponseCreateParams.builder().model("sample-large").input(text);
    for (String tool : tools) {
      params.addTool(
          FunctionTool.builder()
              .name(tool)
              .strict(false)
              .parameters(
                  FunctionTool.Parameters.builder()
                      .putAdditionalProperty("type", JsonValue.from("object"))
                      .putAdditionalProperty("properties", JsonValue.from(PROPERTIES))
                      .build())
              .build());
    }
    return params.build();
  }

  public ModelAnswer respondWhole(String text, String... tools) {
    return of(client.responses().create(response(text, tools)));
  }

  public ModelAnswer respondStreamed(String text, String... tools) {
    List<ResponseStreamEvent> events = new ArrayList<>();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(response(text, tools))) {
      stream.stream().forEach(events::add);
    }
    ModelAnswer whole =
        events.stream()
            .map(ResponseStreamEvent::completed)
            .flatMap(Optional::stream)
            .map(event -> of(event.response()))
            .findFirst()
            .orElseThrow();
    String pieces =
        events.stream()
            .map(ResponseStreamEvent::outputTextDelta)
            .flatMap(Optional::stream)
            .map(delta -> delta.delta())
            .collect(Collectors.joining());
    return new ModelAnswer(
        whole.model(), pieces, whole.tools(), whole.finishReason(), whole.usage());
  }

  private static ModelAnswer of(Response response) {
    StringBuilder text = new StringBuilder();
    List<String> tools = new ArrayList<>();
    response
        .output()
        .forEach(
            item -> {
              item.message()
                  .ifPresent(
                      message ->
                          message
                              .content()
                              .forEach(
                                  part -> part.outputText().ifPresent(t -> text.append(t.text()))));
              item.functionCall()
                  .ifPresent(call -> tools.add(call.name() + " " + call.arguments()));
            });
    return new ModelAnswer(
        response.model().asString(),
        text.toString(),
        tools,
        response.status().map(status -> status.asString()).orElse(""),
        response
            .usage()
            .map(
                usage ->
                    List.of(
                        usage.inputTokens(),
                        usage.inputTokensDetails().cachedTokens(),
                        usage.outputTokens(),
                        usage.outputTokensDetails().reasoningTokens(),
                        usage.totalTokens()))
            .orElse(List.of()));
  }

  /** The vector as text. */
  public ModelAnswer embed(String text) {
    CreateEmbeddingResponse response =
        client
            .embeddings()
            .create(EmbeddingCreateParams.builder().model("sample-embedding").input(text).build());
    return new ModelAnswer(
        response.model(),
        response.data().getFirst().embedding().toString(),
        List.of(),
        "",
        List.of(response.usage().promptTokens(), response.usage().totalTokens()));
  }

  @Override
  public void close() {
    client.close();
  }
}
