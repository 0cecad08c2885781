package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes what targets answer: the head, then messages or bytes, then the end or a failure. */
interface TargetSink {

  /** The head of a target's response, and how it carries messages. */
  void head(TargetCall from, ResponseHead head, Kind kind);

  /** Bytes of a response; where it carries messages these are told as well. */
  void data(TargetCall from, ByteBuf in, int length);

  /**
   * A message.
   *
   * @param event what carried it, valid until return; null for a body
   */
  void message(TargetCall from, JsonRpcBody body, @Nullable SseEvent event);

  /** An event from which a client may resume, without a message. */
  void mark(TargetCall from, SseEvent event);

  /** A target's response ended. */
  void ended(TargetCall from);

  /** There will be no whole response of a target. */
  void failed(TargetCall from, RequestFailure failure, int status);
}
