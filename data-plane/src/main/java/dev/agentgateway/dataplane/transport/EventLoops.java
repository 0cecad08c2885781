package dev.agentgateway.dataplane.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The event loops of the data path. Everything about a connection happens on one of them. */
public final class EventLoops implements AutoCloseable {
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final List<Loop> loops;
  private final Map<ChannelOption<?>, Object> keepAlive;

  /**
   * @param threads number of event loops, at least 1
   * @param ioUring whether io_uring is tried before epoll and NIO
   */
  public EventLoops(int threads, boolean ioUring) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
    }
    this.transport = Transport.best(ioUring);
    this.keepAlive = transport.keepAlive();
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("data"), transport.ioHandlers());
    List<Loop> made = new ArrayList<>(threads);
    for (EventExecutor executor : group) {
      made.add(new Loop(made.size(), (EventLoop) executor));
    }
    this.loops = List.copyOf(made);
  }

  /** Number of event loops. */
  public int size() {
    return loops.size();
  }

  /** All loops, in order of their index. */
  public List<Loop> all() {
    return loops;
  }

  /** What carries the sockets: {@code io_uring}, {@code epoll} or {@code nio}. */
  public String transport() {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  public ChannelFactory<ServerChannel> serverChannels() {
    return transport.serverChannels();
  }

  public ChannelFactory<SocketChannel> channels() {
    return transport.channels();
  }

  /** The option by which several sockets share a port. */
  public ChannelOption<Boolean> reusePort() {
    return transport.reusePort();
  }

  /** Options of a connection by which the kernel finds out that its peer is gone. */
  public Map<ChannelOption<?>, Object> keepAlive() {
    return keepAlive;
  }

  /** Starts the threads. */
  public void start() {
    loops.forEach(Loop::start);
  }

  /** Stops the threads; sockets that are still open are closed. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
