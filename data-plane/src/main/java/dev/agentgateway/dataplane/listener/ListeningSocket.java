package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.Port;
import dev.agentgateway.dataplane.transport.EventLoops;
import dev.agentgateway.dataplane.transport.Loop;
import dev.agentgateway.dataplane.upstream.Clusters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listening address: one socket per event loop, which share the port.
 *
 * <p>Threading: opened and drained on one thread at a time; event loops read the port that is
 * served by one volatile read per request.
 */
final class ListeningSocket implements PortSource {
  private static final int BACKLOG = 4096;

  private final InetSocketAddress address;
  private final Clusters clusters;
  private final EventLoops loops;
  private final List<SocketLoad> loads;
  private final List<Channel> channels = new ArrayList<>();
  private volatile Port port;
  private volatile @Nullable TlsPort tls;
  private volatile boolean draining;

  /**
   * @param ports one, or several that speak TLS for different names
   */
  ListeningSocket(
      InetSocketAddress address, List<Port> ports, Clusters clusters, EventLoops loops) {
    this.address = address;
    this.port = ports.getFirst();
    this.tls = isTls(ports) ? TlsPort.of(ports, null) : null;
    this.clusters = clusters;
    this.loops = loops;
    this.loads = loops.all().stream().map(SocketLoad::new).toList();
  }

  /**
   * Listens.
   *
   * @throws IOException where the address cannot be bound; nothing listens then
   */
  void open() throws IOException {
    InetSocketAddress bound = address;
    for (SocketLoad load : loads) {
      ChannelFuture binding = bootstrap(load).bind(bound).awaitUninterruptibly();
      if (!binding.isSuccess()) {
        for (Channel opened : channels) {
          var _ = opened.close();
        }
        channels.clear();
        throw new IOException(
            "cannot listen on " + text(address) + ": " + reason(binding.cause()), binding.cause());
      }
      channels.add(binding.channel());
      bound = (InetSocketAddress) binding.channel().localAddress();
    }
  }

  /** The address that it was asked to listen on. */
  InetSocketAddress address() {
    return address;
  }

  /** The address that it listens on. */
  InetSocketAddress bound() {
    return channels.isEmpty() ? address : (InetSocketAddress) channels.getFirst().localAddress();
  }

  boolean isOpen() {
    return !channels.isEmpty() && !draining;
  }

  /** What new requests are served by; where TLS is spoken, one of several. */
  @Override
  public Port port() {
    return port;
  }

  /** Whether these can take the place of what is served, so that connections may go on. */
  boolean canServe(List<Port> ports) {
    return isTls(ports) == (tls != null);
  }

  /** Serves these from now on. */
  void serve(List<Port> ports) {
    TlsPort before = tls;
    port = ports.getFirst();
    if (before != null) {
      tls = TlsPort.of(ports, before);
      onEachLoop(
          load ->
              load.open().stream()
                  .filter(DownstreamConnection::isDraining)
                  .toList()
                  .forEach(DownstreamConnection::drain));
    }
  }

  /** What TLS is spoken with; to be asked where it is. */
  TlsPort tls() {
    return Objects.requireNonNull(tls);
  }

  @Override
  public boolean isDraining() {
    return draining;
  }

  List<SocketLoad> loads() {
    return loads;
  }

  /** Accepts what is queued, stops to listen, and lets connections end. */
  void drain() {
    draining = true;
    for (int i = 0; i < channels.size(); i++) {
      Channel server = channels.get(i);
      SocketLoad load = loads.get(i);
      EventLoop eventLoop = load.loop().eventLoop();
      eventLoop.execute(
          () -> {
            for (Channel accepted : AcceptQueue.take(server)) {
              accepted.pipeline().addLast(initializer(load));
              accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
              var _ = accepted.config().setOptions(loops.keepAlive());
              var _ = eventLoop.register(accepted);
            }
            var _ = server.close();
            List.copyOf(load.open()).forEach(DownstreamConnection::drain);
          });
    }
  }

  /** Whether no connection is left. Exact once it drained for a moment. */
  boolean isIdle() {
    return loads.stream().allMatch(load -> load.connections().get() == 0);
  }

  /** Closes everything at once. */
  void close() {
    draining = true;
    for (Channel server : channels) {
      var _ = server.close();
    }
    onEachLoop(
        load -> {
          List.copyOf(load.handshaking()).forEach(TlsConnection::close);
          List.copyOf(load.open()).forEach(DownstreamConnection::close);
        });
  }

  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private ServerBootstrap bootstrap(SocketLoad load) {
    Loop loop = load.loop();
    ServerBootstrap bootstrap = new ServerBootstrap();
    loops.keepAlive().forEach((option, value) -> set(bootstrap, option, value));
    return bootstrap
        .group(loop.eventLoop(), loop.eventLoop())
        .channelFactory(loops.serverChannels())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(loops.reusePort(), true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(initializer(load));
  }

  @SuppressWarnings("unchecked") // the value is of its option's type
  private static <T> void set(ServerBootstrap bootstrap, ChannelOption<T> option, Object value) {
    var _ = bootstrap.childOption(option, (T) value);
  }

  private ChannelInitializer<Channel> initializer(SocketLoad load) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (tls != null) {
          new TlsConnection(ListeningSocket.this, load, clusters, channel).open();
          return;
        }
        DownstreamConnection connection =
            new DownstreamConnection(ListeningSocket.this, load, clusters, channel);
        channel.pipeline().addLast(connection);
        connection.open();
      }
    };
  }

  private void onEachLoop(Consumer<SocketLoad> action) {
    for (SocketLoad load : loads) {
      load.loop().eventLoop().execute(() -> action.accept(load));
    }
  }

  private static boolean isTls(List<Port> ports) {
    return ports.getFirst().config().tls().isPresent();
  }

  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("in use") ? "the port is in use by another process" : message;
  }
}
