package dev.agentgateway.dataplane.telemetry.metrics;

import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.UnreadBody;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aTaskState;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.telemetry.cel.CallVariables;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures the calls of one event loop, which alone writes here. */
public final class LoopCallMetrics {
  private final LabelValues values;
  private final ModelNames models;
  private final Map<GenAiSeries.Key, GenAiSeries> inferences = new ConcurrentHashMap<>();
  private final Map<McpSeries.Key, McpSeries> operations = new ConcurrentHashMap<>();
  private final Map<A2aSeries.Key, A2aSeries> tasks = new ConcurrentHashMap<>();
  private final Map<UnreadSeries.Key, UnreadSeries> unread = new ConcurrentHashMap<>();

  LoopCallMetrics(LabelValues values, ModelNames models) {
    this.values = values;
    this.models = models;
  }

  /**
   * Measures a call of a model that ended.
   *
   * @param price what looking its price up came to; null: not looked up
   * @param added labels of a policy; may be empty
   * @param trace its span; null: not sampled
   */
  public void ended(
      Exchange exchange,
      LlmCall call,
      PriceCatalogue.@Nullable Status price,
      String added,
      @Nullable TraceParent trace,
      long endEpochNanos) {
    GenAiSeries.Key key =
        new GenAiSeries.Key(
            RouteLabels.of(exchange),
            call.operation(),
            call.provider(),
            model(call.provider(), call.requestModel()),
            model(call.provider(), call.responseModel()),
            added);
    inferences.computeIfAbsent(key, GenAiSeries::new).add(call, price, trace, endEpochNanos);
  }

  /** Measures an MCP operation that ended; parameters as above. */
  public void ended(
      Exchange exchange,
      McpCall call,
      String added,
      @Nullable TraceParent trace,
      long endEpochNanos) {
    McpCall sent = CallVariables.sent(exchange, call);
    String errorType = call.errorType() == null ? "" : call.errorType();
    McpSeries.Key key =
        new McpSeries.Key(
            call.side(),
            RouteLabels.of(exchange),
            McpMethods.isKnown(call.method()) ? call.method() : "_OTHER",
            type(call),
            resource(call, errorType),
            sent.target(),
            errorType.isEmpty() ? "" : values.admit("error_type", errorType),
            added);
    operations
        .computeIfAbsent(key, McpSeries::new)
        .add(endEpochNanos - call.startEpochNanos(), trace, endEpochNanos);
  }

  /** Measures an A2A operation that ended; parameters as above. */
  public void ended(
      Exchange exchange,
      A2aCall call,
      String added,
      @Nullable TraceParent trace,
      long endEpochNanos) {
    A2aTaskState state = call.taskState();
    String errorType = call.errorType();
    A2aSeries.Key key =
        new A2aSeries.Key(
            RouteLabels.of(exchange),
            call.method().text(),
            state == null ? "" : state.name().toLowerCase(Locale.ROOT),
            errorType == null ? "" : values.admit("error_type", errorType),
            added);
    tasks
        .computeIfAbsent(key, A2aSeries::new)
        .add(endEpochNanos - call.startEpochNanos(), trace, endEpochNanos);
  }

  /** Counts a body that was not read. */
  public void unread(Exchange exchange, UnreadBody body) {
    unread
        .computeIfAbsent(new UnreadSeries.Key(RouteLabels.of(exchange), body), UnreadSeries::new)
        .add();
  }

  void forEach(Consumer<CallSeries> consumer) {
    unread.values().forEach(consumer);
    inferences.values().forEach(consumer);
    operations.values().forEach(consumer);
    tasks.values().forEach(consumer);
  }

  private String model(String provider, @Nullable String model) {
    return model == null || model.isEmpty() ? "unknown" : models.label(provider, model);
  }

  private static String type(McpCall call) {
    if (!call.toolName().isEmpty()) {
      return "tool";
    }
    if (!call.promptName().isEmpty()) {
      return "prompt";
    }
    return call.resourceUri().isEmpty() ? "" : "resource";
  }

  /** A name that a server has answered for; any client can make others up. */
  private String resource(McpCall call, String errorType) {
    String name = call.toolName().isEmpty() ? call.promptName() : call.toolName();
    if (name.isEmpty()) {
      return "";
    }
    boolean exists = errorType.isEmpty() || errorType.equals(McpCall.TOOL_ERROR);
    return exists ? values.admit("resource", name) : values.known("resource", name);
  }
}
