package dev.agentgateway.dataplane.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.StandardSocketOptions;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** What carries the sockets. */
enum Transport {
  IO_URING,
  EPOLL,
  NIO;

  private static final int IDLE_SECONDS = 60;
  private static final int INTERVAL_SECONDS = 15;
  private static final int PROBES = 4;

  /** The best that loads; io_uring only where asked for. */
  static Transport best(boolean ioUring) {
    if (ioUring && IoUring.isAvailable()) {
      return IO_URING;
    }
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case IO_URING -> IoUringIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  ChannelFactory<ServerChannel> serverChannels() {
    return switch (this) {
      case IO_URING -> IoUringServerSocketChannel::new;
      case EPOLL -> EpollServerSocketChannel::new;
      case NIO -> NioServerSocketChannel::new;
    };
  }

  ChannelFactory<SocketChannel> channels() {
    return switch (this) {
      case IO_URING -> IoUringSocketChannel::new;
      case EPOLL -> EpollSocketChannel::new;
      case NIO -> NioSocketChannel::new;
    };
  }

  /**
   * What finds a peer that is gone without a word: the kernel asks after a minute of silence, every
   * 15 s, four times.
   */
  Map<ChannelOption<?>, Object> keepAlive() {
    return switch (this) {
      case IO_URING ->
          Map.of(
              ChannelOption.SO_KEEPALIVE,
              true,
              IoUringChannelOption.TCP_KEEPIDLE,
              IDLE_SECONDS,
              IoUringChannelOption.TCP_KEEPINTVL,
              INTERVAL_SECONDS,
              IoUringChannelOption.TCP_KEEPCNT,
              PROBES);
      case EPOLL ->
          Map.of(
              ChannelOption.SO_KEEPALIVE,
              true,
              EpollChannelOption.TCP_KEEPIDLE,
              IDLE_SECONDS,
              EpollChannelOption.TCP_KEEPINTVL,
              INTERVAL_SECONDS,
              EpollChannelOption.TCP_KEEPCNT,
              PROBES);
      case NIO ->
          Map.of(
              ChannelOption.SO_KEEPALIVE,
              true,
              NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
              IDLE_SECONDS,
              NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
              INTERVAL_SECONDS,
              NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
              PROBES);
    };
  }

  /** SO_REUSEPORT: several sockets share a port. */
  ChannelOption<Boolean> reusePort() {
    return switch (this) {
      case IO_URING, EPOLL -> UnixChannelOption.SO_REUSEPORT;
      case NIO -> NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
    };
  }
}
