package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.transport.LoopTimers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of one event loop to one endpoint. The one that was used last is used next, so that a
 * pool which is larger than needed shrinks.
 *
 * <p>Threading: confined to its event loop.
 */
final class EndpointPool {
  private static final Logger log = LoggerFactory.getLogger(EndpointPool.class);
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();

  private final LoopPools owner;
  private final InetSocketAddress address;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private boolean retired;
  private boolean failing;

  EndpointPool(LoopPools owner, InetSocketAddress address) {
    this.owner = owner;
    this.address = address;
  }

  InetSocketAddress address() {
    return address;
  }

  LoopTimers timers() {
    return owner.loop().timers();
  }

  LoopPools owner() {
    return owner;
  }

  /** An idle connection, or null. */
  @Nullable UpstreamConnection poll() {
    UpstreamConnection connection = idle.pollLast();
    while (connection != null && !connection.isActive()) {
      connection = idle.pollLast();
    }
    return connection;
  }

  /** Takes a connection back whose response was read to its end. */
  void release(UpstreamConnection connection) {
    if (retired || !connection.isActive()) {
      connection.close();
    } else {
      connection.idleUntil(timers().coarseNanos() + IDLE_NANOS);
      idle.addLast(connection);
    }
  }

  /** An idle connection is of no use any more. */
  void forget(UpstreamConnection connection) {
    idle.remove(connection);
  }

  void disconnected(UpstreamConnection connection) {
    owner.connections().add(-1);
    idle.remove(connection);
  }

  /** The endpoint is gone: idle connections close, others when their call is over. */
  void retire() {
    retired = true;
    for (UpstreamConnection connection : idle.toArray(UpstreamConnection[]::new)) {
      connection.close();
    }
    idle.clear();
  }

  /** Makes a connection; the call is told when it is there or cannot be made. */
  PendingConnection connect(UpstreamCall call) {
    PendingConnection pending = new PendingConnection(call);
    Bootstrap bootstrap = owner.bootstrap().clone();
    bootstrap.handler(new Opening(pending, owner.tls(), address));
    ChannelFuture future = bootstrap.connect(address);
    future.addListener(
        (ChannelFuture connected) -> {
          if (!connected.isSuccess()) {
            failed(connected.cause());
            pending.failed();
          }
        });
    return pending;
  }

  private void succeeded() {
    if (failing) {
      failing = false;
      log.atInfo().addKeyValue("endpoint", address).log("connected to endpoint again");
    }
  }

  private void failed(Throwable cause) {
    if (!failing) {
      failing = true;
      log.atWarn()
          .addKeyValue("endpoint", address)
          .addKeyValue("tls", owner.tls() != null)
          .addKeyValue("error", String.valueOf(cause.getMessage()))
          .log("cannot connect to endpoint");
    }
  }

  /** A connection that is being made for a call, which may lose interest meanwhile. */
  static final class PendingConnection {
    private @Nullable UpstreamCall call;

    PendingConnection(UpstreamCall call) {
      this.call = call;
    }

    /** The call does not want it any more; it goes to the pool. */
    void abandon() {
      call = null;
    }

    void failed() {
      UpstreamCall waiting = call;
      call = null;
      if (waiting != null) {
        waiting.connectFailed();
      }
    }

    @Nullable UpstreamCall take() {
      UpstreamCall waiting = call;
      call = null;
      return waiting;
    }
  }

  /** In the pipeline until the connection can carry a request. */
  private final class Opening extends ChannelInboundHandlerAdapter {
    private final PendingConnection pending;
    private final @Nullable UpstreamTls tls;
    private final InetSocketAddress endpoint;

    Opening(PendingConnection pending, @Nullable UpstreamTls tls, InetSocketAddress endpoint) {
      this.pending = pending;
      this.tls = tls;
      this.endpoint = endpoint;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (tls != null) {
        SslHandler handler = tls.handler(ctx.alloc(), endpoint);
        if (handler == null) {
          pending.failed();
          var _ = ctx.close();
          return;
        }
        ctx.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener((Future<Channel> done) -> handshakeDone(ctx, done));
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (tls == null) {
        open(ctx);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }

    private void handshakeDone(ChannelHandlerContext ctx, Future<Channel> done) {
      if (done.isSuccess()) {
        open(ctx);
      } else {
        EndpointPool.this.failed(done.cause());
        pending.failed();
        var _ = ctx.close();
      }
    }

    private void open(ChannelHandlerContext ctx) {
      owner.connections().add(1);
      succeeded();
      UpstreamConnection connection = new UpstreamConnection(EndpointPool.this, ctx.channel());
      ctx.pipeline().replace(this, null, connection);
      UpstreamCall waiting = pending.take();
      if (waiting == null) {
        release(connection);
      } else {
        waiting.connected(connection);
      }
    }
  }
}
