package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.MessageContext;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps the calls of agent protocols whose end was told, and the order of what was told. */
final class RecordedCalls implements RequestTelemetry {
  private final BlockingQueue<AgentCall> ended = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> order = new LinkedBlockingQueue<>();
  private final Contents contents;

  RecordedCalls(Contents contents) {
    this.contents = contents;
  }

  @Override
  public void routed(Exchange exchange) {}

  @Override
  public Contents contents(Exchange exchange) {
    return contents;
  }

  @Override
  public void callStarted(Exchange exchange, AgentCall call, @Nullable MessageContext context) {
    order.add("call");
  }

  @Override
  public @Nullable MessageContext propagated(Exchange exchange, AgentCall call) {
    return null;
  }

  @Override
  public void callEnded(Exchange exchange, AgentCall call) {
    order.add("call ended");
    ended.add(call);
  }

  @Override
  public void attemptStarted(Exchange exchange, Attempt attempt) {
    order.add("attempt");
  }

  @Override
  public void attemptEnded(Exchange exchange, Attempt attempt) {
    order.add("attempt ended");
  }

  @Override
  public void ended(Exchange exchange) {
    order.add("ended " + exchange.status());
  }

  /** What was told so far. */
  BlockingQueue<String> order() {
    return order;
  }

  /** The next call that ended. */
  <T extends AgentCall> T next(Class<T> type) throws InterruptedException {
    AgentCall call = ended.poll(20, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no call ended");
    }
    return type.cast(call);
  }

  boolean isEmpty() {
    return ended.isEmpty();
  }
}
