package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.http1.BodyReader;
import dev.agentgateway.dataplane.http1.MalformedException;
import dev.agentgateway.dataplane.http1.MessageWriter;
import dev.agentgateway.dataplane.http1.ResponseHeadReader;
import dev.agentgateway.dataplane.transport.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint: idle in its pool, or used by one call. Requests are never pipelined.
 *
 * <p>Threading: confined to its event loop.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements BodyReader.Sink {
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final EndpointPool pool;
  private final Channel channel;
  private final MessageWriter writer;
  private final Deadline idleDeadline;
  private final ResponseHead head = new ResponseHead();
  private final ResponseHeadReader headReader = new ResponseHeadReader(head, MAX_HEAD_BYTES);
  private final BodyReader body = new BodyReader();
  private @Nullable UpstreamCall call;
  // Whom to tell that a batch of reads is over; the call may have ended within the batch.
  private @Nullable UpstreamCall toFlush;
  private @Nullable Headers trailers;
  private boolean reused;
  private boolean headRead;
  private boolean keepAlive;

  UpstreamConnection(EndpointPool pool, Channel channel) {
    this.pool = pool;
    this.channel = channel;
    this.writer = new MessageWriter(channel);
    this.idleDeadline = pool.timers().deadline(this::idleTooLong);
  }

  /** Gives it to a call, which may write a request at once. */
  void begin(UpstreamCall user) {
    call = user;
    headRead = false;
    keepAlive = false;
    trailers = null;
    headReader.begin();
  }

  MessageWriter writer() {
    return writer;
  }

  /** Whether it carried an exchange before, so that its peer may have closed it meanwhile. */
  boolean isReused() {
    return reused;
  }

  boolean isActive() {
    return channel.isActive();
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** Whether a byte of the response was received. */
  boolean isResponseStarted() {
    return headRead || headReader.isStarted();
  }

  /** Reads on or waits, while the client is slower than the upstream. */
  void setReading(boolean reading) {
    if (channel.config().isAutoRead() != reading) {
      channel.config().setAutoRead(reading);
    }
  }

  /** Takes it from its call and closes it. */
  void abandon() {
    call = null;
    close();
  }

  void close() {
    idleDeadline.cancel();
    writer.release();
    var _ = channel.close();
  }

  /** Closes it unless it is used again within this time. */
  void idleUntil(long nanos) {
    idleDeadline.at(nanos);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      if (call == null) {
        // Nothing was asked: a 408 before the peer closes, or worse.
        pool.forget(this);
        close();
        return;
      }
      toFlush = call;
      read(in);
    } catch (MalformedException e) {
      fail(RequestFailure.UPSTREAM_PROTOCOL_ERROR);
    } finally {
      in.release();
    }
  }

  private void read(ByteBuf in) throws MalformedException {
    while (in.isReadable()) {
      UpstreamCall user = call;
      if (user == null) {
        return;
      }
      if (headRead) {
        body.read(in, this);
      } else if (headReader.read(in)) {
        readHead(user);
      }
      if (headRead && body.isDone() && call == user) {
        finish(user, in.isReadable());
        return;
      }
    }
  }

  private void readHead(UpstreamCall user) throws MalformedException {
    if (head.status() == SWITCHING_PROTOCOLS) {
      fail(RequestFailure.UPSTREAM_PROTOCOL_ERROR);
      return;
    }
    if (head.status() < 200) {
      user.informational(head);
      headReader.begin();
      return;
    }
    headRead = true;
    long framing = headReader.framing(user.isHead());
    keepAlive = headReader.isKeepAlive();
    body.begin(framing);
    user.responseHead(head, framing);
  }

  @Override
  public void bodyData(ByteBuf in, int length) {
    UpstreamCall user = call;
    if (user == null) {
      in.skipBytes(length);
    } else {
      user.responseData(in, length);
    }
  }

  @Override
  public void bodyEnd(Headers received) {
    trailers = received;
  }

  private void finish(UpstreamCall user, boolean excess) {
    call = null;
    reused = true;
    if (keepAlive && !excess && !body.isUntilClose() && user.isRequestEnded()) {
      setReading(true);
      pool.release(this);
    } else {
      close();
    }
    Headers last = trailers;
    user.responseEnd(last != null ? last : new Headers());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    UpstreamCall user = toFlush;
    if (user != null) {
      toFlush = null;
      user.flushResponse();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    UpstreamCall user = call;
    if (user != null) {
      user.upstreamWritable(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.disconnected(this);
    idleDeadline.cancel();
    writer.release();
    UpstreamCall user = call;
    if (user == null) {
      return;
    }
    if (headRead && body.isUntilClose()) {
      body.close(this);
      call = null;
      user.responseEnd(new Headers());
      user.flushResponse();
    } else {
      fail(RequestFailure.UPSTREAM_RESET);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (headRead && body.isUntilClose() && call != null) {
      // A reset is not the end of such a body.
      fail(RequestFailure.UPSTREAM_RESET);
    } else if (cause instanceof IOException && call != null) {
      // Of a write: what the peer sent before it closed is read first. Of a read: Netty closes.
      setReading(true);
      return;
    }
    close();
  }

  private void fail(RequestFailure failure) {
    UpstreamCall user = call;
    if (user != null) {
      call = null;
      boolean started = isResponseStarted();
      close();
      user.connectionFailed(failure, started);
    }
  }

  private void idleTooLong() {
    if (call == null) {
      pool.forget(this);
      close();
    }
  }
}
