package dev.agentgateway.dataplane.telemetry.export;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for the answer to the one request that is in flight on a connection. */
final class HttpAnswers extends SimpleChannelInboundHandler<FullHttpResponse> {
  private final Duration timeout;
  private final Consumer<Channel> reusable;
  private @Nullable Consumer<ExportResult> waiting;
  private @Nullable Future<?> timer;

  /**
   * @param reusable told when the connection can take another request
   */
  HttpAnswers(Duration timeout, Consumer<Channel> reusable) {
    this.timeout = timeout;
    this.reusable = reusable;
  }

  /** Writes a request. Called on the channel's event loop. */
  void send(Channel channel, FullHttpRequest request, Consumer<ExportResult> done) {
    waiting = done;
    timer =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  finish(new ExportResult.Retry("timeout", Optional.empty()));
                  ChannelFuture _ = channel.close();
                },
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    channel
        .writeAndFlush(request)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                finish(retry(written.cause()));
                ChannelFuture _ = channel.close();
              }
            });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      return;
    }
    ExportResult result = result(response);
    if (HttpUtil.isKeepAlive(response) && waiting != null) {
      reusable.accept(context.channel());
    } else {
      ChannelFuture _ = context.close();
    }
    finish(result);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    finish(new ExportResult.Retry("connection closed", Optional.empty()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    finish(retry(cause));
    ChannelFuture _ = context.close();
  }

  private void finish(ExportResult result) {
    Consumer<ExportResult> done = waiting;
    waiting = null;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (done != null) {
      done.accept(result);
    }
  }

  private static ExportResult retry(Throwable cause) {
    return new ExportResult.Retry(String.valueOf(cause.getMessage()), Optional.empty());
  }

  private static ExportResult result(FullHttpResponse response) {
    int status = response.status().code();
    return switch (status) {
      case 429, 502, 503, 504 ->
          new ExportResult.Retry(
              "status " + status, retryAfter(response.headers().get(HttpHeaderNames.RETRY_AFTER)));
      default ->
          status / 100 == 2 ? accepted(response) : new ExportResult.Refused("status " + status);
    };
  }

  private static ExportResult accepted(FullHttpResponse response) {
    try {
      ExportTraceServiceResponse answer =
          ExportTraceServiceResponse.parseFrom(ByteBufUtil.getBytes(response.content()));
      return new ExportResult.Accepted(
          answer.getPartialSuccess().getRejectedSpans(),
          answer.getPartialSuccess().getErrorMessage());
    } catch (InvalidProtocolBufferException _) {
      // Some collectors answer 200 with a body of another type: the batch was taken all the same.
      return new ExportResult.Accepted(0, "");
    }
  }

  /** Seconds or an HTTP date. */
  private static Optional<Duration> retryAfter(@Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
      }
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
