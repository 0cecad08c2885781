package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.filter.RouteFilters;
import dev.agentgateway.dataplane.http1.BodyReader;
import dev.agentgateway.dataplane.http1.Framing;
import dev.agentgateway.dataplane.http1.MalformedException;
import dev.agentgateway.dataplane.http1.RequestHeadReader;
import dev.agentgateway.dataplane.transport.Deadline;
import dev.agentgateway.dataplane.transport.Loop;
import dev.agentgateway.dataplane.upstream.Clusters;
import dev.agentgateway.dataplane.upstream.UpstreamCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/1.1 connection. One request after the other is read, routed and answered; what a
 * client sends ahead waits.
 *
 * <p>Threading: confined to its event loop.
 */
final class DownstreamConnection extends ChannelInboundHandlerAdapter implements BodyReader.Sink {
  private static final Logger log = LoggerFactory.getLogger(DownstreamConnection.class);
  private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MAX_DISCARDED_BYTES = 64 * 1024;
  private static final Duration DRAINED_IDLE = Duration.ofSeconds(2);

  /** What the next byte belongs to. */
  private enum State {
    /** The head of the next request. */
    HEAD,
    /** The body of the request. */
    BODY,
    /** A later request: the one before is not answered yet. */
    ANSWER,
    /** Nothing: the connection is about to be closed. */
    CLOSING
  }

  private final ListeningSocket socket;
  private final SocketLoad load;
  private final Loop loop;
  private final Channel channel;
  private final String client;
  private final Exchange exchange;
  private final RequestHeadReader reader;
  private final BodyReader body = new BodyReader();
  private final DownstreamResponse response;
  private final UpstreamCall call;
  private final Deadline deadline;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();

  private Port port;
  private State state = State.HEAD;
  private long framing;
  private long firstByteNanos;
  private long lastMoveNanos;
  private long idleNanos;
  private boolean consuming;
  private boolean exchanging;
  private boolean wanted = true;

  DownstreamConnection(
      ListeningSocket socket, SocketLoad load, Clusters clusters, Channel channel) {
    this.socket = socket;
    this.load = load;
    this.loop = load.loop();
    this.channel = channel;
    this.port = socket.port();
    InetSocketAddress remote = address(channel.remoteAddress());
    this.client = remote.getAddress().getHostAddress();
    this.exchange = new Exchange(remote, address(channel.localAddress()), port.config());
    this.reader =
        new RequestHeadReader(exchange.request(), port.config().http().maxRequestHeadBytes());
    this.response = new DownstreamResponse(this, channel, exchange);
    this.call = new UpstreamCall(clusters, loop, exchange, response);
    response.answers(call);
    this.deadline = loop.timers().deadline(this::timePassed);
  }

  /** Begins to read. */
  void open() {
    load.opened(this);
    expectRequest();
  }

  /** The listening socket drains: an idle connection closes soon. */
  void drain() {
    if (state == State.HEAD && !reader.isStarted()) {
      awaitRequest();
    }
  }

  void close() {
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (state == State.CLOSING) {
      in.release();
    } else if (state == State.ANSWER || !waiting.isEmpty()) {
      waiting.addLast(in);
      updateReading();
    } else {
      consume(in);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    call.flush();
    response.flushResponse();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      moved();
      call.setReading(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSING;
    load.closed(this);
    deadline.cancel();
    for (ByteBuf in = waiting.pollFirst(); in != null; in = waiting.pollFirst()) {
      in.release();
    }
    response.release();
    if (exchanging) {
      exchange.setFailure(RequestFailure.CLIENT_DISCONNECTED);
      call.cancel(RequestFailure.CLIENT_DISCONNECTED);
      endTelemetry();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.atError().setCause(cause).log("connection closed after an internal error");
    }
    close();
  }

  @Override
  public void bodyData(ByteBuf in, int length) {
    moved();
    if (exchanging) {
      exchange.addRequestBytes(length);
    }
    call.requestData(in, length);
  }

  @Override
  public void bodyEnd(Headers trailers) {
    if (state != State.BODY) {
      return;
    }
    state = State.ANSWER;
    if (exchanging) {
      call.requestEnd(trailers);
    } else {
      expectRequest();
    }
  }

  // From the response.

  /** Whether the connection may stay after the response that is about to begin. */
  boolean mayStay() {
    return reader.isKeepAlive() && !socket.isDraining() && (state == State.ANSWER || isShort());
  }

  boolean isHttp10() {
    return reader.isHttp10();
  }

  void moved() {
    lastMoveNanos = loop.timers().coarseNanos();
  }

  /** Whether the client's data is wanted upstream. */
  void setWanted(boolean wanted) {
    this.wanted = wanted;
    updateReading();
  }

  /** The whole response was written. */
  void answered(boolean stays) {
    endTelemetry();
    if (!stays) {
      closeGracefully();
    } else if (state == State.BODY) {
      // What is left of the body is short and belongs to nobody.
      setWanted(true);
    } else {
      expectRequest();
    }
  }

  /** The response was cut. */
  void broken(boolean endsByClose) {
    endTelemetry();
    state = State.CLOSING;
    if (endsByClose) {
      // A client that waits for the end of the connection must not take this for the end.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } else {
      response.flushResponse();
    }
    close();
  }

  private void consume(ByteBuf in) {
    boolean nested = consuming;
    consuming = true;
    try {
      while (in.isReadable() && state != State.CLOSING) {
        switch (state) {
          case HEAD -> readHead(in);
          case BODY -> body.read(in, this);
          case ANSWER -> {
            waiting.addFirst(in.retain());
            updateReading();
            return;
          }
          case CLOSING -> {}
        }
      }
    } catch (MalformedException e) {
      malformed(e);
    } finally {
      consuming = nested;
      in.release();
    }
  }

  private void readHead(ByteBuf in) throws MalformedException {
    if (!reader.isStarted()) {
      firstByteNanos = System.nanoTime();
      awaitRestOfHead();
    }
    if (reader.read(in)) {
      begin();
    }
  }

  private void begin() {
    port = socket.port();
    framing = reader.framing();
    body.begin(framing);
    state = body.isDone() ? State.ANSWER : State.BODY;
    beginExchange();
    RequestHead request = exchange.request();
    ForwardedFields.add(request.headers(), client, loop.random());
    if (request.method().equals("CONNECT")) {
      port.telemetry().routed(exchange);
      response.reply(501, "CONNECT is not supported");
      return;
    }
    ChosenRoute chosen = port.router().route(request);
    if (chosen == null) {
      exchange.setFailure(RequestFailure.NO_ROUTE);
      port.telemetry().routed(exchange);
      response.reply(RequestFailure.NO_ROUTE.status(), "no route");
      return;
    }
    exchange.setRoute(chosen);
    port.telemetry().routed(exchange);
    act(chosen);
  }

  private void act(ChosenRoute chosen) {
    switch (chosen.route().action()) {
      case RouteAction.Forward forward -> {
        idleNanos =
            forward.idleTimeout().orElse(port.config().http().streamIdleTimeout()).toNanos();
        setExchangeDeadline();
        call.start(port.telemetry(), chosen.route(), forward, framing);
      }
      case RouteAction.Redirect redirect ->
          response.redirect(redirect.status(), RouteFilters.location(exchange, redirect));
      case RouteAction.Reply(int status, String text) -> response.reply(status, text);
    }
  }

  private void beginExchange() {
    exchanging = true;
    load.begun().add(1);
    exchange.setListener(port.config());
    exchange.setProtocolVersion(reader.isHttp10() ? "1.0" : "1.1");
    exchange.begin(loop.timers().epochNanos(firstByteNanos), firstByteNanos);
    response.begin();
    moved();
    idleNanos = port.config().http().streamIdleTimeout().toNanos();
    setExchangeDeadline();
  }

  private void endTelemetry() {
    if (exchanging) {
      exchanging = false;
      load.ended().add(1);
      port.telemetry().ended(exchange);
    }
  }

  private void malformed(MalformedException cause) {
    RequestFailure failure =
        cause.isTooLarge() ? RequestFailure.HEAD_TOO_LARGE : RequestFailure.BAD_REQUEST;
    if (state == State.HEAD) {
      reject(failure, String.valueOf(cause.getMessage()));
    } else if (exchanging) {
      call.cancel(failure);
      response.fail(failure, failure.status(), String.valueOf(cause.getMessage()));
    } else {
      close();
    }
  }

  /** Answers a request whose head cannot be understood; the connection closes. */
  private void reject(RequestFailure failure, String text) {
    port = socket.port();
    exchange.request().clear();
    state = State.BODY;
    framing = Framing.CHUNKED;
    beginExchange();
    exchange.setFailure(failure);
    port.telemetry().routed(exchange);
    response.reply(failure.status(), text);
  }

  private void expectRequest() {
    state = State.HEAD;
    wanted = true;
    port = socket.port();
    reader.begin(port.config().http().maxRequestHeadBytes());
    awaitRequest();
    if (!consuming) {
      while (!waiting.isEmpty() && state == State.HEAD) {
        consume(waiting.removeFirst());
      }
      call.flush();
      response.flushResponse();
    }
    updateReading();
  }

  private void updateReading() {
    boolean read = wanted && (waiting.isEmpty() || state == State.CLOSING);
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  private boolean isShort() {
    return framing >= 0 && framing <= MAX_DISCARDED_BYTES && !reader.expectsContinue();
  }

  private void closeGracefully() {
    state = State.CLOSING;
    wanted = true;
    updateReading();
    response.flushResponse();
    deadline.at(System.nanoTime() + Math.max(LINGER_NANOS, lingerNanos()));
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFuture _) -> {
              // A close with unread bytes would be a reset, which may take the response with it.
              if (channel.isActive()) {
                deadline.at(System.nanoTime() + LINGER_NANOS);
              }
              if (channel instanceof DuplexChannel duplex) {
                var _ = duplex.shutdownOutput();
              } else {
                close();
              }
            });
  }

  private long lingerNanos() {
    return port.config().http().streamIdleTimeout().toNanos();
  }

  private void awaitRequest() {
    HttpConfig http = port.config().http();
    Duration idle = socket.isDraining() ? DRAINED_IDLE : http.idleTimeout();
    if (idle.isZero()) {
      deadline.clear();
    } else {
      deadline.at(loop.timers().coarseNanos() + idle.toNanos());
    }
  }

  private void awaitRestOfHead() {
    HttpConfig http = socket.port().config().http();
    Duration limit =
        http.requestTimeout().isZero() ? http.streamIdleTimeout() : http.requestTimeout();
    if (limit.isZero()) {
      deadline.clear();
    } else {
      deadline.at(firstByteNanos + limit.toNanos());
    }
  }

  private void setExchangeDeadline() {
    long request = port.config().http().requestTimeout().toNanos();
    boolean receiving = state == State.BODY && request > 0;
    long idleDue = lastMoveNanos + idleNanos;
    long requestDue = firstByteNanos + request;
    if (receiving && (idleNanos == 0 || requestDue - idleDue < 0)) {
      deadline.at(requestDue);
    } else if (idleNanos > 0) {
      deadline.at(idleDue);
    } else {
      deadline.clear();
    }
  }

  private void timePassed() {
    long now = System.nanoTime();
    if (state == State.HEAD && reader.isStarted()) {
      reject(RequestFailure.REQUEST_TIMEOUT, "request timeout");
    } else if (!exchanging) {
      close();
    } else if (isRequestLate(now)) {
      exchangeFailed(RequestFailure.REQUEST_TIMEOUT, "request timeout");
    } else if (idleNanos > 0 && now - lastMoveNanos >= idleNanos) {
      exchangeFailed(RequestFailure.IDLE_TIMEOUT, "idle timeout");
    } else {
      setExchangeDeadline();
    }
  }

  private boolean isRequestLate(long now) {
    long request = port.config().http().requestTimeout().toNanos();
    return state == State.BODY && request > 0 && now - firstByteNanos >= request;
  }

  private void exchangeFailed(RequestFailure failure, String text) {
    call.cancel(failure);
    response.fail(failure, failure.status(), text);
  }

  private static InetSocketAddress address(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
