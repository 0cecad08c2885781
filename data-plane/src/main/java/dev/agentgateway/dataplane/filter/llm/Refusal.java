package dev.agentgateway.dataplane.filter.llm;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Answers a request that is not sent, as the provider would have answered it. */
final class Refusal {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final Headers NO_TRAILERS = new Headers();

  private Refusal() {}

  /** Answers 400 in the shape of the format's errors. */
  static void send(FilterContext context, LlmFormat format, String message) {
    Exchange exchange = context.exchange();
    exchange.setFailure(RequestFailure.INVALID_MESSAGE);
    byte[] body = body(format, message).getBytes(StandardCharsets.UTF_8);
    ResponseHead head = new ResponseHead();
    head.setStatus(RequestFailure.INVALID_MESSAGE.status(), "Bad Request");
    head.headers().add(CONTENT_TYPE, "application/json");
    head.headers().add(CONTENT_LENGTH, Integer.toString(body.length));
    ResponseReceiver receiver = context.receiver();
    receiver.responseHead(head, body.length, context.choice());
    ByteBuf bytes = Unpooled.wrappedBuffer(body);
    receiver.responseData(bytes, body.length);
    receiver.responseEnd(NO_TRAILERS);
    receiver.flushResponse();
  }

  private static String body(LlmFormat format, String message) {
    String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(message)) + '"';
    return switch (format) {
      case MESSAGES, COUNT_TOKENS ->
          "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
              + quoted
              + "}}";
      case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, EMBEDDINGS ->
          "{\"error\":{\"message\":"
              + quoted
              + ",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
    };
  }
}
