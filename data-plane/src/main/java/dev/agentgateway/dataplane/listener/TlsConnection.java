package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.exchange.TlsHandshakes.Outcome;
import dev.agentgateway.dataplane.transport.Deadline;
import dev.agentgateway.dataplane.upstream.Clusters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection to a port that speaks TLS: the handshake, then what {@link
 * DownstreamConnection} does. It stands between TLS and that one, and keeps the filter chain that
 * the client's server name chose for as long as there is such a chain.
 *
 * <p>Threading: confined to its event loop.
 */
final class TlsConnection extends ChannelInboundHandlerAdapter implements PortSource {
  private static final Logger log = LoggerFactory.getLogger(TlsConnection.class);
  private static final int MAX_CLIENT_HELLO_BYTES = 64 * 1024;

  /** ContentType handshake (RFC 8446, 5.1). */
  private static final int HANDSHAKE = 22;

  /** Fatal unrecognized_name (RFC 6066, 3). */
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  /** Fatal internal_error (RFC 8446, 6.2). */
  private static final byte[] INTERNAL_ERROR = {21, 3, 3, 0, 2, 2, 80};

  private final ListeningSocket socket;
  private final SocketLoad load;
  private final Clusters clusters;
  private final Channel channel;
  private final Deadline deadline;
  private @Nullable TlsChain chain;
  private boolean done;
  private boolean served;

  TlsConnection(ListeningSocket socket, SocketLoad load, Clusters clusters, Channel channel) {
    this.socket = socket;
    this.load = load;
    this.clusters = clusters;
    this.channel = channel;
    this.deadline = load.loop().timers().deadline(this::timePassed);
  }

  /** Awaits the client's first message. */
  void open() {
    load.handshaking(this);
    Duration timeout = tls().handshakeTimeout();
    if (!timeout.isZero()) {
      deadline.at(System.nanoTime() + timeout.toNanos());
    }
    channel.pipeline().addLast(new ServerNameReader(), this);
  }

  void close() {
    var _ = channel.close();
  }

  @Override
  public Port port() {
    TlsChain known = chain;
    if (known == null) {
      return socket.port();
    }
    TlsChain newest = tls().chain(known.name());
    return newest != null ? newest.port() : known.port();
  }

  @Override
  public boolean isDraining() {
    TlsChain known = chain;
    return socket.isDraining() || (known != null && tls().chain(known.name()) == null);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent handshake when !done ->
          end(handshake.isSuccess() ? Outcome.DONE : outcome(handshake.cause()));
      // The client sends nothing more, as if it had closed the connection.
      case SslCloseCompletionEvent _ -> close();
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(Outcome.CLOSED);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (served && !isOfTls(cause)) {
      ctx.fireExceptionCaught(cause);
    } else {
      end(outcome(cause));
      close();
    }
  }

  private void end(Outcome outcome) {
    if (done) {
      return;
    }
    done = true;
    deadline.cancel();
    load.handshaken(this, outcome);
    if (outcome == Outcome.DONE) {
      served = true;
      DownstreamConnection connection = new DownstreamConnection(this, load, clusters, channel);
      channel.pipeline().addLast(connection);
      connection.open();
    } else {
      log.atDebug().addKeyValue("outcome", outcome).log("TLS handshake failed");
    }
  }

  private void timePassed() {
    end(Outcome.TIMEOUT);
    close();
  }

  /** Ends without a handshake, telling the client why. */
  private void refuse(byte[] alert) {
    end(Outcome.NO_CERTIFICATE);
    var _ =
        channel
            .writeAndFlush(Unpooled.wrappedBuffer(alert))
            .addListener(ChannelFutureListener.CLOSE);
  }

  private TlsPort tls() {
    return socket.tls();
  }

  private static Outcome outcome(Throwable cause) {
    return switch (cause) {
      case DecoderException wrapping when wrapping.getCause() != null ->
          outcome(wrapping.getCause());
      case NotSslRecordException _ -> Outcome.NOT_TLS;
      case SSLException _ -> Outcome.FAILED;
      case IOException _ -> Outcome.CLOSED;
      default -> Outcome.FAILED;
    };
  }

  private static boolean isOfTls(Throwable cause) {
    return cause instanceof DecoderException && cause.getCause() instanceof SSLException;
  }

  /** Reads the name that the client asks for, and makes way for TLS. */
  private final class ServerNameReader extends AbstractSniHandler<String> {
    ServerNameReader() {
      super(MAX_CLIENT_HELLO_BYTES, 0);
    }

    /**
     * Only a handshake may begin: the superclass takes anything else for a client without a name.
     */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
      if (in.isReadable() && in.getByte(in.readerIndex()) != HANDSHAKE) {
        in.skipBytes(in.readableBytes());
        throw new NotSslRecordException("no handshake record");
      }
      super.decode(ctx, in, out);
    }

    @Override
    protected Future<String> lookup(ChannelHandlerContext ctx, @Nullable String serverName) {
      return ctx.executor().newSucceededFuture(serverName == null ? "" : serverName);
    }

    @Override
    protected void onLookupComplete(
        ChannelHandlerContext ctx, @Nullable String serverName, Future<String> name) {
      if (!name.isSuccess()) {
        end(Outcome.FAILED);
        TlsConnection.this.close();
        return;
      }
      TlsChain found = tls().find(serverName == null ? null : serverName.toLowerCase(Locale.ROOT));
      SslHandler handler = found == null ? null : found.handler(ctx.alloc());
      if (handler == null) {
        refuse(found == null ? UNRECOGNIZED_NAME : INTERNAL_ERROR);
        return;
      }
      chain = found;
      ctx.pipeline().replace(this, null, handler);
    }
  }
}
