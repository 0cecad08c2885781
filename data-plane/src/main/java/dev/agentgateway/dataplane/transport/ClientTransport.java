package dev.agentgateway.dataplane.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * One thread of its own for connections that carry no requests, and the sockets for it.
 *
 * @param group of one event loop; who started it shuts it down
 * @param channels makes its sockets
 */
public record ClientTransport(EventLoopGroup group, ChannelFactory<SocketChannel> channels) {
  /** Starts a daemon thread whose name begins so. */
  public static ClientTransport start(String threadName) {
    Transport best = Transport.best(false);
    return new ClientTransport(
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(threadName, true), best.ioHandlers()),
        best.channels());
  }
}
