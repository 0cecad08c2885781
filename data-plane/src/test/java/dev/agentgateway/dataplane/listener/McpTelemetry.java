package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.MessageContext;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.exchange.UnreadBody;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told of calls, in order, and hands back a context for each message. */
final class McpTelemetry implements RequestTelemetry {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final boolean propagates;

  McpTelemetry(boolean propagates) {
    this.propagates = propagates;
  }

  /** The next thing told, within 20 s. */
  String next() throws InterruptedException {
    return String.valueOf(told.poll(20, TimeUnit.SECONDS));
  }

  /** Everything up to the end of the request. */
  String all() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    for (String next = next(); !next.equals("ended"); next = next()) {
      all.append(next).append('\n');
    }
    return all.toString();
  }

  @Override
  public void routed(Exchange exchange) {}

  @Override
  public Contents contents(Exchange exchange) {
    return new Contents(false, false, false, false, false, true, true);
  }

  @Override
  public void callStarted(Exchange exchange, AgentCall call, @Nullable MessageContext context) {
    told.add("begin " + name(call) + (context == null ? "" : " from " + context.traceParent()));
  }

  @Override
  public @Nullable MessageContext propagated(Exchange exchange, AgentCall call) {
    return propagates ? new MessageContext("00-new-" + call.side(), "s=1") : null;
  }

  @Override
  public void callEnded(Exchange exchange, AgentCall call) {
    McpCall mcp = (McpCall) call;
    told.add(
        "end "
            + name(call)
            + (mcp.method().equals("initialize") && !mcp.sessionId().isEmpty()
                ? " with its session"
                : "")
            + (call.errorType() == null ? "" : " " + call.errorType())
            + (mcp.result() == null ? "" : " = " + mcp.result().replace('"', '\'')));
  }

  @Override
  public void bodyUnread(Exchange exchange, UnreadBody body) {
    told.add("unread " + body);
  }

  @Override
  public void attemptStarted(Exchange exchange, Attempt attempt) {
    AgentCall parent = attempt.parent();
    told.add("attempt" + (parent == null ? "" : " of " + name(parent)));
  }

  @Override
  public void attemptEnded(Exchange exchange, Attempt attempt) {
    told.add("attempt ended");
  }

  @Override
  public void ended(Exchange exchange) {
    told.add("ended");
  }

  private static String name(AgentCall call) {
    McpCall mcp = (McpCall) call;
    return (call.side() + " " + mcp.method() + " " + mcp.toolName() + mcp.promptName()).strip()
        + (mcp.target().isEmpty() ? "" : " at " + mcp.target());
  }
}
