package dev.agentgateway.dataplane.telemetry.span;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every attribute that a span may have by itself, found by today's and by older names. */
final class DefaultAttributes {
  private static final List<AttributeKey> ALL =
      List.of(
          HttpAttributes.REQUEST_METHOD,
          HttpAttributes.REQUEST_METHOD_ORIGINAL,
          HttpAttributes.REQUEST_RESEND_COUNT,
          HttpAttributes.RESPONSE_STATUS_CODE,
          HttpAttributes.ROUTE,
          HttpAttributes.URL_FULL,
          HttpAttributes.URL_PATH,
          HttpAttributes.URL_QUERY,
          HttpAttributes.URL_SCHEME,
          HttpAttributes.USER_AGENT,
          HttpAttributes.ERROR_TYPE,
          NetworkAttributes.PEER_ADDRESS,
          NetworkAttributes.PEER_PORT,
          NetworkAttributes.PROTOCOL_VERSION,
          NetworkAttributes.CLIENT_ADDRESS,
          NetworkAttributes.SERVER_ADDRESS,
          NetworkAttributes.SERVER_PORT,
          GatewayAttributes.GATEWAY,
          GatewayAttributes.LISTENER,
          GatewayAttributes.ROUTE,
          GatewayAttributes.RULE,
          GatewayAttributes.BACKEND,
          GatewayAttributes.ENDPOINT,
          GatewayAttributes.POLICY,
          GatewayAttributes.POLICY_GENERATION,
          GatewayAttributes.SAMPLING_REASON,
          GatewayAttributes.XDS_VERSION,
          GatewayAttributes.RUN_JOIN_REASON,
          SessionAttributes.ID,
          GatewayAttributes.MCP_TARGET,
          NetworkAttributes.PROTOCOL_NAME,
          NetworkAttributes.TRANSPORT,
          NetworkAttributes.CLIENT_PORT,
          GenAiAttributes.OPERATION,
          GenAiAttributes.PROVIDER,
          GenAiAttributes.CONVERSATION,
          GenAiAttributes.TOOL,
          GenAiAttributes.PROMPT,
          GenAiAttributes.REQUEST_MODEL,
          GenAiAttributes.STREAM,
          GenAiAttributes.TEMPERATURE,
          GenAiAttributes.TOP_P,
          GenAiAttributes.TOP_K,
          GenAiAttributes.MAX_TOKENS,
          GenAiAttributes.FREQUENCY_PENALTY,
          GenAiAttributes.PRESENCE_PENALTY,
          GenAiAttributes.SEED,
          GenAiAttributes.STOP_SEQUENCES,
          GenAiAttributes.CHOICE_COUNT,
          GenAiAttributes.REASONING_LEVEL,
          GenAiAttributes.ENCODING_FORMATS,
          GenAiAttributes.DIMENSIONS,
          GenAiAttributes.RESPONSE_ID,
          GenAiAttributes.RESPONSE_MODEL,
          GenAiAttributes.FINISH_REASONS,
          GenAiAttributes.TIME_TO_FIRST_CHUNK,
          GenAiAttributes.INPUT_TOKENS,
          GenAiAttributes.OUTPUT_TOKENS,
          GenAiAttributes.CACHE_READ_TOKENS,
          GenAiAttributes.CACHE_WRITE_TOKENS,
          GenAiAttributes.REASONING_TOKENS,
          GenAiAttributes.INPUT_IMAGE_TOKENS,
          GenAiAttributes.INPUT_AUDIO_TOKENS,
          GenAiAttributes.OUTPUT_IMAGE_TOKENS,
          GenAiAttributes.OUTPUT_AUDIO_TOKENS,
          GenAiAttributes.OPENAI_API,
          GenAiAttributes.OPENAI_REQUEST_TIER,
          GenAiAttributes.OPENAI_RESPONSE_TIER,
          GenAiAttributes.OPENAI_FINGERPRINT,
          GenAiAttributes.COST_TOTAL,
          GenAiAttributes.COST_INPUT,
          GenAiAttributes.COST_OUTPUT,
          GenAiAttributes.COST_CACHE_READ,
          GenAiAttributes.COST_CACHE_WRITE,
          GenAiAttributes.COST_REASONING,
          GenAiAttributes.COST_INPUT_AUDIO,
          GenAiAttributes.COST_OUTPUT_AUDIO,
          McpAttributes.METHOD,
          McpAttributes.PROTOCOL_VERSION,
          McpAttributes.RESOURCE_URI,
          McpAttributes.SESSION,
          McpAttributes.REQUEST_ID,
          McpAttributes.STATUS_CODE,
          A2aAttributes.METHOD,
          A2aAttributes.PROTOCOL_VERSION,
          A2aAttributes.MESSAGE_ID,
          A2aAttributes.REFERENCE_TASK_IDS,
          A2aAttributes.TASK_ID,
          A2aAttributes.TASK_STATE,
          A2aAttributes.TENANT,
          A2aAttributes.RESULT_KIND);

  private static final Map<String, List<AttributeKey>> OLDER =
      Map.ofEntries(
          Map.entry("http.method", List.of(HttpAttributes.REQUEST_METHOD)),
          Map.entry("http.status", List.of(HttpAttributes.RESPONSE_STATUS_CODE)),
          Map.entry(
              "http.host",
              List.of(NetworkAttributes.SERVER_ADDRESS, NetworkAttributes.SERVER_PORT)),
          Map.entry(
              "http.path",
              List.of(HttpAttributes.URL_PATH, HttpAttributes.URL_QUERY, HttpAttributes.URL_FULL)),
          Map.entry("http.version", List.of(NetworkAttributes.PROTOCOL_VERSION)),
          Map.entry(
              "src.addr",
              List.of(
                  NetworkAttributes.CLIENT_ADDRESS,
                  NetworkAttributes.PEER_ADDRESS,
                  NetworkAttributes.PEER_PORT)),
          Map.entry("gateway", List.of(GatewayAttributes.GATEWAY)),
          Map.entry("listener", List.of(GatewayAttributes.LISTENER)),
          Map.entry("route", List.of(GatewayAttributes.ROUTE)),
          Map.entry("route_rule", List.of(GatewayAttributes.RULE)),
          Map.entry("endpoint", List.of(GatewayAttributes.ENDPOINT)),
          Map.entry("retry.attempt", List.of(HttpAttributes.REQUEST_RESEND_COUNT)),
          Map.entry("reason", List.of(HttpAttributes.ERROR_TYPE)),
          Map.entry("mcp.target", List.of(GatewayAttributes.MCP_TARGET)),
          Map.entry("mcp.error.code", List.of(McpAttributes.STATUS_CODE)),
          Map.entry("a2a.method", List.of(A2aAttributes.METHOD)),
          Map.entry("a2a.context.id", List.of(GenAiAttributes.CONVERSATION)),
          Map.entry("a2a.response.error_code", List.of(McpAttributes.STATUS_CODE)),
          Map.entry("gen_ai.system", List.of(GenAiAttributes.PROVIDER)),
          Map.entry("gen_ai.usage.reasoning_tokens", List.of(GenAiAttributes.REASONING_TOKENS)),
          Map.entry(
              "gen_ai.usage.cache_write.input_tokens", List.of(GenAiAttributes.CACHE_WRITE_TOKENS)),
          Map.entry(
              "gen_ai.usage.output_image_tokens", List.of(GenAiAttributes.OUTPUT_IMAGE_TOKENS)),
          Map.entry("gen_ai.usage.input_audio_tokens", List.of(GenAiAttributes.INPUT_AUDIO_TOKENS)),
          Map.entry(
              "gen_ai.usage.output_audio_tokens", List.of(GenAiAttributes.OUTPUT_AUDIO_TOKENS)),
          Map.entry("agw.ai.time_to_first_token", List.of(GenAiAttributes.TIME_TO_FIRST_CHUNK)));

  private static final Map<String, AttributeKey> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(AttributeKey::name, key -> key));

  private DefaultAttributes() {}

  /** The keys that these names stand for; unknown names stand for none. */
  static KeySet keys(List<String> names) {
    return KeySet.of(names.stream().flatMap(DefaultAttributes::keys).toList());
  }

  /**
   * The bit of the key with exactly this name among those of {@link AttributeKey.Group#REQUEST}; 0
   * where there is none.
   */
  static long requestBit(String name) {
    AttributeKey key = BY_NAME.get(name);
    return key == null || key.group() != AttributeKey.Group.REQUEST ? 0 : key.bit();
  }

  private static Stream<AttributeKey> keys(String name) {
    AttributeKey own = BY_NAME.get(name);
    return Stream.concat(Stream.ofNullable(own), OLDER.getOrDefault(name, List.of()).stream());
  }
}
