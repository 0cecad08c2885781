package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.filter.BackendFilters;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.filter.RouteFilters;
import dev.agentgateway.dataplane.filter.WeightedChoice;
import dev.agentgateway.dataplane.http1.BodyReader;
import dev.agentgateway.dataplane.http1.MalformedException;
import dev.agentgateway.dataplane.http1.RequestHeadReader;
import dev.agentgateway.dataplane.transport.Loop;
import dev.agentgateway.dataplane.upstream.Clusters;
import dev.agentgateway.dataplane.upstream.UpstreamCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
  private static final long MAX_DISCARDED_BYTES = 64 * 1024;

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

  private final PortSource source;
  private final SocketLoad load;
  private final Loop loop;
  private final Channel channel;
  private final String client;
  private final Exchange exchange;
  private final RequestHeadReader reader;
  private final BodyReader body = new BodyReader();
  private final DownstreamResponse response;
  private final UpstreamCalls calls;
  private final ClusterCall plain;
  private final ConnectionTimes times;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();

  private RequestReceiver upstream;
  private Port port;
  private State state = State.HEAD;
  private long framing;
  private boolean consuming;
  private boolean exchanging;
  private boolean wanted = true;

  DownstreamConnection(PortSource source, SocketLoad load, Clusters clusters, Channel channel) {
    this.source = source;
    this.load = load;
    this.loop = load.loop();
    this.channel = channel;
    this.port = source.port();
    InetSocketAddress remote = address(channel.remoteAddress());
    this.client = remote.getAddress().getHostAddress();
    this.exchange = new Exchange(remote, address(channel.localAddress()), port.config());
    this.reader =
        new RequestHeadReader(exchange.request(), port.config().http().maxRequestHeadBytes());
    this.response = new DownstreamResponse(this, channel, exchange);
    this.calls = new UpstreamCalls(clusters, loop);
    this.plain = calls.newCall(exchange, exchange.request(), response);
    this.upstream = plain;
    response.answers(upstream);
    this.times = new ConnectionTimes(loop.timers(), this::timePassed);
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

  /** Whether it ends with the response that is under way. */
  boolean isDraining() {
    return source.isDraining();
  }

  void close() {
    var _ = channel.close();
  }

  /** The request whose response has begun and not ended; null: there is none. */
  @Nullable Exchange answering() {
    return exchanging && response.isBegun() ? exchange : null;
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
    upstream.flush();
    response.flushResponse();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      moved();
      upstream.setReading(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSING;
    load.closed(this);
    times.cancel();
    for (ByteBuf in = waiting.pollFirst(); in != null; in = waiting.pollFirst()) {
      in.release();
    }
    response.release();
    if (exchanging) {
      exchange.setFailure(RequestFailure.CLIENT_DISCONNECTED);
      upstream.cancel(RequestFailure.CLIENT_DISCONNECTED);
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
      exchange.addRequestBytes(in, length);
    }
    upstream.requestData(in, length);
  }

  @Override
  public void bodyEnd(Headers trailers) {
    if (state != State.BODY) {
      return;
    }
    state = State.ANSWER;
    if (exchanging) {
      upstream.requestEnd(trailers);
    } else {
      expectRequest();
    }
  }

  // From the response.

  /** Whether the connection may stay after the response that is about to begin. */
  boolean mayStay() {
    return reader.isKeepAlive() && !source.isDraining() && (state == State.ANSWER || isShort());
  }

  boolean isHttp10() {
    return reader.isHttp10();
  }

  void moved() {
    times.moved();
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
      Closing.abort(channel);
    } else {
      response.flushResponse();
      close();
    }
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
      times.firstByte(source.port().config().http());
    }
    if (reader.read(in)) {
      begin();
    }
  }

  private void begin() {
    port = source.port();
    framing = reader.framing();
    body.begin(framing);
    state = body.isDone() ? State.ANSWER : State.BODY;
    beginExchange();
    RequestHead request = exchange.request();
    ForwardedFields.add(exchange, client, loop.random());
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
        forward.idleTimeout().ifPresent(idle -> times.limitIdle(idle, isReceiving()));
        forward(chosen, forward);
      }
      case RouteAction.Redirect redirect ->
          response.redirect(redirect.status(), RouteFilters.location(exchange, redirect));
      case RouteAction.Reply(int status, String text) -> response.reply(status, text);
    }
  }

  /** The response is a stream of events: unless its route says otherwise it may be silent. */
  void listens() {
    ChosenRoute chosen = exchange.route();
    if (chosen != null
        && chosen.route().action() instanceof RouteAction.Forward forward
        && forward.idleTimeout().isEmpty()) {
      times.limitIdle(Duration.ZERO, isReceiving());
    }
  }

  private void forward(ChosenRoute chosen, RouteAction.Forward forward) {
    WeightedCluster choice = WeightedChoice.of(forward, loop.random());
    RouteFilters.toUpstream(exchange.request(), chosen.route(), forward, choice);
    if (isPlain(choice.backend())) {
      plain.start(port.telemetry(), forward, choice, framing, null);
      return;
    }
    RequestReceiver opened =
        BackendFilters.open(
            new FilterContext(exchange, port, forward, choice, framing, calls, response), plain);
    if (opened != null) {
      upstream = opened;
      response.answers(opened);
    }
  }

  @SuppressWarnings("ReferenceEquality") // The constant, which nearly all routes have.
  private static boolean isPlain(BackendConfig backend) {
    return backend == BackendConfig.PLAIN;
  }

  private void beginExchange() {
    exchanging = true;
    upstream = plain;
    response.answers(plain);
    load.begun().add(1);
    exchange.setListener(port.config());
    exchange.setProtocolVersion(reader.isHttp10() ? "1.0" : "1.1");
    long firstByte = times.firstByteNanos();
    exchange.begin(loop.timers().epochNanos(firstByte), firstByte);
    response.begin();
    times.beginExchange(port.config().http(), isReceiving());
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
      upstream.cancel(failure);
      response.fail(failure, failure.status(), String.valueOf(cause.getMessage()));
    } else {
      close();
    }
  }

  /** Answers a request whose head cannot be understood; the connection closes. */
  private void reject(RequestFailure failure, String text) {
    port = source.port();
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
    port = source.port();
    reader.begin(port.config().http().maxRequestHeadBytes());
    awaitRequest();
    if (!consuming) {
      while (!waiting.isEmpty() && state == State.HEAD) {
        consume(waiting.removeFirst());
      }
      upstream.flush();
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
    times.awaitLastBytes(port.config().http());
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFuture _) -> {
              // A close with unread bytes would be a reset, which may take the response with it.
              if (channel.isActive()) {
                times.linger();
              }
              Closing.endOutput(channel);
            });
  }

  private void awaitRequest() {
    times.awaitRequest(port.config().http(), source.isDraining());
  }

  private boolean isReceiving() {
    return state == State.BODY;
  }

  private void timePassed() {
    if (state == State.HEAD && reader.isStarted()) {
      reject(RequestFailure.REQUEST_TIMEOUT, "request timeout");
    } else if (!exchanging) {
      close();
    } else {
      switch (times.late(isReceiving())) {
        case REQUEST -> exchangeFailed(RequestFailure.REQUEST_TIMEOUT, "request timeout");
        case STREAM -> exchangeFailed(RequestFailure.IDLE_TIMEOUT, "idle timeout");
        case NOTHING -> {}
      }
    }
  }

  private void exchangeFailed(RequestFailure failure, String text) {
    upstream.cancel(failure);
    response.fail(failure, failure.status(), text);
  }

  private static InetSocketAddress address(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
