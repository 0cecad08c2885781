package dev.agentgateway.dataplane.listener;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that the kernel accepted and nobody took. The close of a listening socket resets
 * them, so they are taken in the same moment.
 */
final class AcceptQueue {
  private static final int MAX_ADDRESS_BYTES = 26;

  private AcceptQueue() {}

  /** Takes all that is queued; on the event loop of the server. Only epoll lets us. */
  static List<Channel> take(Channel server) {
    List<Channel> accepted = new ArrayList<>();
    if (!(server instanceof EpollServerSocketChannel epoll) || !server.isOpen()) {
      return accepted;
    }
    Socket socket = (Socket) epoll.fd();
    byte[] address = new byte[MAX_ADDRESS_BYTES];
    try {
      for (int fd = socket.accept(address); fd >= 0; fd = socket.accept(address)) {
        accepted.add(new EpollSocketChannel(fd));
      }
    } catch (IOException e) {
      // The client of the connection at the head of the queue left; the rest is lost with it.
      return accepted;
    }
    return accepted;
  }
}
