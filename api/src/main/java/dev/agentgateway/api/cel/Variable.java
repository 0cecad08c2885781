package dev.agentgateway.api.cel;

import static dev.agentgateway.api.cel.Phase.BACKEND;
import static dev.agentgateway.api.cel.Phase.LLM;
import static dev.agentgateway.api.cel.Phase.LOG;
import static dev.agentgateway.api.cel.Phase.MCP;
import static dev.agentgateway.api.cel.Phase.NETWORK;
import static dev.agentgateway.api.cel.Phase.RESOURCE;
import static dev.agentgateway.api.cel.Phase.RESPONSE;
import static dev.agentgateway.api.cel.Phase.SAMPLING;

import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A top-level variable: its fields and the phases that have it.
 *
 * <p>A variable that a request has no value for is an empty map: {@code has()} is false and
 * selecting a field is an error.
 */
enum Variable {
  ENV("env", all(), "podName namespace gateway"),
  SOURCE(
      "source",
      except(RESOURCE),
      "address port rawAddress rawPort identity spiffeId subjectAltNames issuer subject subjectCn"
          + " certificate unverifiedWorkload connectHeaders"),
  DESTINATION("destination", except(RESOURCE), "address port hostname"),
  REQUEST_("request", request(), Names.REQUEST) {
    @Override
    boolean has(String field, Phase phase) {
      return super.has(field, phase) || (phase == LOG && field.equals("endTime"));
    }
  },
  PROXY(
      "proxy",
      request(),
      "bind gateway listener route requestProcessingDuration upstreamDuration"
          + " responseProcessingDuration"),
  JWT("jwt", policies(), ""),
  API_KEY("apiKey", policies(), ""),
  BASIC_AUTH("basicAuth", policies(), "username"),
  EXT_AUTHZ("extauthz", policies(), ""),
  EXT_PROC("extproc", policies(), ""),
  MCP_GUARDRAILS("mcpGuardrails", policies(), ""),
  METADATA("metadata", policies(), ""),
  BACKEND_("backend", EnumSet.of(BACKEND, LLM, MCP, RESPONSE, LOG), "name type protocol"),
  LLM_("llm", EnumSet.of(LLM, RESPONSE, LOG), Names.LLM),
  LLM_REQUEST("llmRequest", EnumSet.of(LLM), ""),
  MCP_("mcp", EnumSet.of(MCP, LOG), "tool prompt resource") {
    @Override
    boolean has(String field, Phase phase) {
      return super.has(field, phase) || (phase == LOG && Names.MCP_LATE.contains(field));
    }
  },
  RESPONSE_("response", EnumSet.of(RESPONSE, LOG), "code grpcStatus headers body bodyPrefix");

  private final String text;
  private final ImmutableSet<Phase> phases;
  private final ImmutableSet<String> fields;

  Variable(String text, Set<Phase> phases, String fields) {
    this.text = text;
    this.phases = ImmutableSet.copyOf(phases);
    this.fields =
        Stream.of(fields.split(" "))
            .filter(field -> !field.isEmpty())
            .collect(ImmutableSet.toImmutableSet());
  }

  /** The name in expressions. */
  String text() {
    return text;
  }

  /** Whether expressions of this phase may name it. */
  boolean isIn(Phase phase) {
    return phases.contains(phase);
  }

  /** Whether it has this field in this phase; a variable with open fields has every one. */
  boolean has(String field, Phase phase) {
    return fields.isEmpty() || fields.contains(field);
  }

  /** Names of the fields, sorted; empty where they are not known beforehand. */
  List<String> fields() {
    return fields.stream().sorted().toList();
  }

  private static Set<Phase> all() {
    return EnumSet.allOf(Phase.class);
  }

  private static Set<Phase> except(Phase phase) {
    return EnumSet.complementOf(EnumSet.of(phase));
  }

  private static Set<Phase> request() {
    return EnumSet.complementOf(EnumSet.of(RESOURCE, NETWORK));
  }

  private static Set<Phase> policies() {
    return EnumSet.complementOf(EnumSet.of(RESOURCE, NETWORK, SAMPLING));
  }

  private static final class Names {
    static final String REQUEST =
        "method uri host scheme path pathAndQuery version headers body bodyPrefix startTime";
    static final String LLM =
        "streaming requestModel responseModel provider inputTokens providerInputTokens"
            + " inputImageTokens inputTextTokens inputAudioTokens cachedInputTokens"
            + " cacheCreationInputTokens outputTokens outputImageTokens outputTextTokens"
            + " outputAudioTokens reasoningTokens totalTokens providerTotalTokens serviceTier"
            + " timeToFirstToken timePerOutputToken countTokens prompt completion toolCalls params"
            + " cost costRates";
    static final Set<String> MCP_LATE = Set.of("methodName", "sessionId", "task");
  }
}
