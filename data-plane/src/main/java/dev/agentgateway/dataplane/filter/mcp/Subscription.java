package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig.Target;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcAnswers;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcRewriter;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.agentgateway.dataplane.protocol.mcp.McpMethods;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.mcp.ServerMerge;
import dev.agentgateway.dataplane.protocol.mcp.ServerMessages;
import dev.agentgateway.dataplane.protocol.mcp.Subscriptions;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * subscriptions/listen of several targets as one stream: one acknowledgement of what they agreed
 * to, then what they tell, and a result once all have ended. All carry the client's request id as
 * subscription id, so it stays.
 */
final class Subscription implements TargetSink {
  private final McpRequest request;
  private final JsonRpcMessage message;
  private final List<TargetCall> calls = new ArrayList<>();
  private final List<ServerMerge.Result> agreements = new ArrayList<>();
  private int pending;
  private boolean acknowledged;

  private Subscription(McpRequest request, JsonRpcMessage message) {
    this.request = request;
    this.message = message;
  }

  /** Subscribes with every target. */
  static void open(McpRequest request, JsonRpcMessage message) {
    Subscription subscription = new Subscription(request, message);
    JsonValue params = message.params();
    JsonValue wanted = params == null ? null : params.member("notifications");
    List<byte[]> bodies = new ArrayList<>();
    for (Target target : McpRouting.participants(request)) {
      McpCall call = request.calls().client(target.name());
      JsonRpcRewriter rewriter = new JsonRpcRewriter(message);
      if (wanted != null) {
        rewriter.replace(wanted, Subscriptions.share(wanted, request.names(), target.name()));
      }
      request.calls().propagate(call, rewriter);
      subscription.calls.add(new TargetCall(request, target, subscription).carrying(call));
      bodies.add(rewriter.toBytes());
    }
    subscription.pending = bodies.size() + 1;
    for (int i = 0; i < bodies.size(); i++) {
      subscription.calls.get(i).start(bodies.get(i));
    }
    // Counted once more above: calls may end while others have not begun.
    subscription.one();
  }

  @Override
  public void head(TargetCall from, ResponseHead head, Kind kind) {
    // Messages say what there is to say.
  }

  @Override
  public void data(TargetCall from, ByteBuf in, int length) {
    if (from.isBetweenEvents()) {
      request.response().awake();
    }
  }

  @Override
  public void message(TargetCall from, JsonRpcBody body, @Nullable SseEvent event) {
    if (event == null || !(body instanceof JsonRpcBody.Single(JsonRpcMessage told))) {
      return;
    }
    if (told.method().equals(McpMethods.ACKNOWLEDGED)) {
      JsonValue params = told.params();
      JsonValue agreed = params == null ? null : params.member("notifications");
      if (agreed != null) {
        agreements.add(new ServerMerge.Result(from.target().name(), agreed));
      }
      if (agreements.size() >= pending) {
        acknowledge();
      }
    } else if (!told.isAnswer()) {
      // The acknowledgement comes first, with whoever has agreed by now.
      acknowledge();
      request
          .response()
          .message(
              event.name(),
              null,
              ServerMessages.renamed(told, request.names(), from.target().name()));
    }
  }

  @Override
  public void mark(TargetCall from, SseEvent event) {
    // Streams of this version are not resumed.
  }

  @Override
  public void ended(TargetCall from) {
    one();
  }

  @Override
  public void failed(TargetCall from, RequestFailure failure, int status) {
    one();
  }

  private void acknowledge() {
    JsonValue id = message.id();
    if (!acknowledged && id != null) {
      acknowledged = true;
      request
          .response()
          .message(
              null,
              null,
              JsonRpcAnswers.notification(
                  McpMethods.ACKNOWLEDGED,
                  "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                      + id.raw()
                      + "},\"notifications\":"
                      + Subscriptions.agreed(agreements, request.names())
                      + "}"));
    }
  }

  private void one() {
    pending--;
    if (request.isEnded()) {
      return;
    }
    if (pending == 0) {
      new McpMerging(request).unsubscribed(message, calls);
    } else if (!agreements.isEmpty() && agreements.size() >= pending) {
      acknowledge();
    }
  }
}
