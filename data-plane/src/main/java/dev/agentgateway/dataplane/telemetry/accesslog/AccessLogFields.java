package dev.agentgateway.dataplane.telemetry.accesslog;

import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aMethod;
import dev.agentgateway.dataplane.protocol.a2a.A2aTaskState;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCost;
import dev.agentgateway.dataplane.protocol.llm.LlmParameters;
import dev.agentgateway.dataplane.protocol.llm.LlmUsage;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.telemetry.cel.CallVariables;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.agentgateway.dataplane.telemetry.span.UrlRedaction;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The default fields of a line, with upstream's names in upstream's order. */
final class AccessLogFields {
  private static final HexFormat HEX = HexFormat.of();
  private static final double NANOS_PER_SECOND = 1e9;

  private AccessLogFields() {}

  static void write(
      LineBuilder line, Exchange exchange, @Nullable TraceParent server, long endEpochNanos) {
    route(line, exchange);
    Attempt attempt = exchange.attempt();
    if (attempt != null) {
      line.text("endpoint", hostAndPort(attempt.endpoint()));
    }
    line.text("src.addr", hostAndPort(exchange.source()));
    request(line, exchange);
    if (server != null) {
      line.text(
          "trace.id", HEX.toHexDigits(server.traceHigh()) + HEX.toHexDigits(server.traceLow()));
      line.text("span.id", HEX.toHexDigits(server.spanId()));
    }
    line.text("protocol", CallVariables.protocol(exchange));
    AgentCall call = null;
    A2aCall a2a = CallVariables.newest(exchange, A2aCall.class);
    if (a2a != null) {
      a2a(line, a2a);
      call = a2a;
    }
    McpCall mcp = CallVariables.operation(exchange);
    if (mcp != null) {
      mcp(line, mcp, CallVariables.sent(exchange, mcp));
      call = mcp;
    }
    LlmCall llm = CallVariables.newest(exchange, LlmCall.class);
    if (llm != null) {
      llm(line, llm);
      call = llm;
    }
    if (attempt != null && attempt.number() > 0) {
      line.number("retry.attempt", attempt.number());
    }
    RequestFailure failure = exchange.failure();
    if (failure != null) {
      line.text("reason", failure.errorType());
    }
    if (call != null) {
      line.text("error", call.errorMessage());
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(endEpochNanos - exchange.startEpochNanos());
    line.text("duration", millis + "ms");
  }

  private static void route(LineBuilder line, Exchange exchange) {
    line.text("gateway", exchange.listener().policies().gateway());
    ChosenRoute route = exchange.route();
    if (route != null) {
      RouteConfig.Identity identity = route.route().identity();
      line.text("listener", route.gatewayListener());
      line.text("route", identity.route());
      line.text("route_rule", identity.rule());
    }
  }

  private static void request(LineBuilder line, Exchange exchange) {
    line.text("http.method", exchange.originalMethod());
    String authority = exchange.originalAuthority();
    line.text("http.host", authority.substring(UrlRedaction.hostStart(authority)));
    line.text("http.path", UrlRedaction.target(exchange.originalTarget()));
    line.text("http.version", "HTTP/" + exchange.protocolVersion());
    if (exchange.status() > 0) {
      line.number("http.status", exchange.status());
    }
  }

  private static void a2a(LineBuilder line, A2aCall call) {
    if (call.method() != A2aMethod.OTHER) {
      line.text("a2a.method", call.method().text());
    }
    line.text("a2a.response.outcome", call.outcome().text());
    if (call.errorCode() != 0) {
      line.number("a2a.response.error_code", call.errorCode());
    }
    A2aCall.ResultKind kind = call.resultKind();
    line.text("a2a.result.kind", kind == null ? "" : kind.text());
    A2aTaskState state = call.taskState();
    line.text("a2a.task.state", state == null ? "" : state.text());
    line.text("a2a.context.id", call.contextId());
  }

  private static void mcp(LineBuilder line, McpCall asked, McpCall sent) {
    line.text("mcp.method.name", asked.method());
    line.text("mcp.target", sent.target());
    if (!asked.toolName().isEmpty()) {
      line.text("mcp.resource.type", "tool");
    } else if (!asked.promptName().isEmpty()) {
      line.text("mcp.resource.type", "prompt");
    } else if (!asked.resourceUri().isEmpty()) {
      line.text("mcp.resource.type", "resource");
      line.text("mcp.resource.uri", UrlRedaction.uri(asked.resourceUri()));
    }
    line.text("gen_ai.tool.name", asked.toolName());
    line.text("gen_ai.prompt.name", asked.promptName());
    line.text("mcp.session.id", asked.sessionHash());
    if (asked.errorCode() != 0) {
      line.number("mcp.error.code", asked.errorCode());
    }
  }

  private static void llm(LineBuilder line, LlmCall call) {
    line.text("gen_ai.operation.name", call.operation());
    line.text("gen_ai.provider.name", call.provider());
    line.text("gen_ai.request.model", call.requestModel());
    line.text("gen_ai.response.model", call.responseModel());
    LlmUsage usage = call.usage();
    tokens(line, "gen_ai.usage.input_tokens", usage.inputTokens());
    tokens(line, "gen_ai.usage.cache_creation.input_tokens", usage.cacheWriteTokens());
    tokens(line, "gen_ai.usage.cache_read.input_tokens", usage.cacheReadTokens());
    tokens(line, "gen_ai.usage.output_tokens", usage.outputTokens());
    tokens(line, "gen_ai.usage.reasoning_tokens", usage.reasoningTokens());
    tokens(line, "gen_ai.usage.output_image_tokens", usage.outputImageTokens());
    tokens(line, "gen_ai.usage.input_audio_tokens", usage.inputAudioTokens());
    tokens(line, "gen_ai.usage.output_audio_tokens", usage.outputAudioTokens());
    LlmParameters asked = call.request().parameters();
    decimal(line, "gen_ai.request.temperature", asked.temperature());
    decimal(line, "gen_ai.request.top_p", asked.topP());
    number(line, "gen_ai.request.max_tokens", asked.maxTokens());
    decimal(line, "gen_ai.request.frequency_penalty", asked.frequencyPenalty());
    decimal(line, "gen_ai.request.presence_penalty", asked.presencePenalty());
    number(line, "gen_ai.request.seed", asked.seed());
    line.text("gen_ai.request.encoding_formats", String.join(",", asked.encodingFormats()));
    number(line, "gen_ai.embeddings.dimension.count", asked.dimensions());
    seconds(line, "agw.ai.time_to_first_token", call.firstChunkNanos());
    seconds(line, "agw.ai.time_per_output_token", call.nanosPerOutputToken());
    LlmCost cost = call.cost();
    if (cost != null) {
      line.text("agw.ai.usage.cost.total", LlmCost.decimal(cost.total()));
    }
  }

  private static void tokens(LineBuilder line, String key, long count) {
    if (count != LlmUsage.ABSENT) {
      line.number(key, count);
    }
  }

  private static void number(LineBuilder line, String key, @Nullable Long value) {
    if (value != null) {
      line.number(key, value);
    }
  }

  private static void decimal(LineBuilder line, String key, @Nullable Double value) {
    if (value != null) {
      line.decimal(key, value);
    }
  }

  private static void seconds(LineBuilder line, String key, long nanos) {
    if (nanos != LlmCall.NEVER) {
      line.decimal(key, nanos / NANOS_PER_SECOND);
    }
  }

  private static String hostAndPort(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
