package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.filter.RouteFilters;
import dev.agentgateway.dataplane.http1.HeadWriter;
import dev.agentgateway.dataplane.http1.HeadWriter.Connection;
import dev.agentgateway.dataplane.http1.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the responses of one connection: an upstream's, or the proxy's own.
 *
 * <p>Threading: confined to its event loop.
 */
final class DownstreamResponse implements ResponseReceiver {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderName LOCATION = HeaderName.of("location");
  private static final String EVENT_STREAM = "text/event-stream";
  private static final Headers NO_TRAILERS = new Headers();
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final DownstreamConnection connection;
  private final Channel channel;
  private final Exchange exchange;
  private final MessageWriter writer;
  private final ResponseHead own = new ResponseHead();
  private @Nullable RequestReceiver upstream;
  private boolean headWritten;
  private boolean stays;
  private boolean endsByClose;

  DownstreamResponse(DownstreamConnection connection, Channel channel, Exchange exchange) {
    this.connection = connection;
    this.channel = channel;
    this.exchange = exchange;
    this.writer = new MessageWriter(channel);
  }

  /** Whose responses it takes. */
  void answers(RequestReceiver receiver) {
    upstream = receiver;
  }

  /** A new request began. */
  void begin() {
    headWritten = false;
    endsByClose = false;
  }

  /** Whether the head was written. */
  boolean isBegun() {
    return headWritten;
  }

  /** Answers here with plain text. */
  void reply(int status, String text) {
    own.clear();
    answer(status, text);
  }

  /** Answers here with a redirect. */
  void redirect(int status, String location) {
    own.clear();
    own.headers().add(LOCATION, location);
    answer(status, "");
  }

  /** Ends a request that failed, with an answer where none was begun. */
  void fail(RequestFailure failure, int status, String text) {
    exchange.setFailure(failure);
    if (headWritten) {
      connection.broken(endsByClose);
    } else {
      reply(status, text);
    }
    flushResponse();
  }

  /** Forgets what was not sent. */
  void release() {
    writer.release();
  }

  @Override
  public void informational(ResponseHead head) {
    connection.moved();
    if (!connection.isHttp10()) {
      writer.response(head, false, Connection.UNSAID);
    }
  }

  @Override
  public void responseHead(ResponseHead head, long framing, WeightedCluster cluster) {
    connection.moved();
    if (head.status() == NO_CONTENT) {
      HeadWriter.removeLength(head.headers());
    }
    boolean unknownLength = framing == Framing.CHUNKED || framing == Framing.UNTIL_CLOSE;
    endsByClose = unknownLength && connection.isHttp10();
    if (isEventStream(head.headers().get(CONTENT_TYPE))) {
      connection.listens();
    }
    writeHead(head, cluster, unknownLength && !endsByClose);
  }

  private static boolean isEventStream(@Nullable String contentType) {
    return contentType != null
        && contentType.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    connection.moved();
    exchange.addResponseBytes(in, length);
    writer.data(in, length);
    RequestReceiver source = upstream;
    if (source != null && !channel.isWritable()) {
      source.setReading(false);
    }
  }

  @Override
  public void responseEnd(Headers trailers) {
    writer.end(trailers);
    connection.answered(stays);
  }

  @Override
  public void responseFailed(RequestFailure failure, int status) {
    fail(failure, status, text(failure));
  }

  @Override
  public void flushResponse() {
    writer.flush();
    RequestReceiver source = upstream;
    if (source != null && !channel.isWritable()) {
      source.setReading(false);
    }
  }

  @Override
  public void requestWanted(boolean wanted) {
    connection.setWanted(wanted);
  }

  private void answer(int status, String text) {
    own.setStatus(status, HttpResponseStatus.valueOf(status).reasonPhrase());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean bodiless = status == NO_CONTENT || status == NOT_MODIFIED;
    if (!bodiless) {
      if (bytes.length > 0) {
        own.headers().add(CONTENT_TYPE, "text/plain");
      }
      own.headers().add(CONTENT_LENGTH, Integer.toString(bytes.length));
    }
    endsByClose = false;
    writeHead(own, null, false);
    if (!bodiless && !exchange.originalMethod().equals("HEAD")) {
      ByteBuf body = Unpooled.wrappedBuffer(bytes);
      exchange.addResponseBytes(body, bytes.length);
      writer.data(body, bytes.length);
    }
    responseEnd(NO_TRAILERS);
  }

  private void writeHead(ResponseHead head, @Nullable WeightedCluster cluster, boolean chunked) {
    headWritten = true;
    exchange.setStatus(head.status());
    exchange.setResponseHeaders(head.headers());
    ChosenRoute chosen = exchange.route();
    if (chosen != null) {
      RouteFilters.toDownstream(head.headers(), chosen.route(), cluster);
    }
    stays = !endsByClose && connection.mayStay();
    writer.response(head, chunked, said());
  }

  private Connection said() {
    if (!stays) {
      return Connection.CLOSE;
    }
    return connection.isHttp10() ? Connection.KEEP_ALIVE : Connection.UNSAID;
  }

  private static String text(RequestFailure failure) {
    return failure.errorType().replace('_', ' ');
  }
}
