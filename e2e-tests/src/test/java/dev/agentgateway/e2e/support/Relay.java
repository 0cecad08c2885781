package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Stands between a client and a server, and fails as networks fail. */
public final class Relay implements AutoCloseable {
  private final int port = Ports.free();
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesToClient = new AtomicLong();
  private final AtomicLong bytesToServer = new AtomicLong();
  private @Nullable ServerSocket listening;

  private Relay(int target) {
    this.target = target;
  }

  /** A relay to a port of loopback that accepts connections. */
  public static Relay to(int target) {
    Relay relay = new Relay(target);
    relay.accept();
    return relay;
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** Bytes from the server that clients were sent. */
  public long bytesToClient() {
    return bytesToClient.get();
  }

  /** Bytes from clients that the server was sent. */
  public long bytesToServer() {
    return bytesToServer.get();
  }

  /** Resets every connection, as a peer does that crashed. */
  public void reset() {
    for (Socket socket : sockets) {
      reset(socket);
    }
  }

  /** Resets every connection and refuses new ones. */
  public void refuse() {
    ServerSocket open = listening;
    listening = null;
    if (open != null) {
      close(open);
    }
    reset();
  }

  /** Accepts connections again. */
  public void accept() {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listening = opened;
      Thread.startVirtualThread(() -> acceptFrom(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    refuse();
  }

  private void acceptFrom(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Socket upstream = new Socket();
        sockets.add(upstream);
        upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        Thread.startVirtualThread(() -> pipe(client, upstream, bytesToServer));
        Thread.startVirtualThread(() -> pipe(upstream, client, bytesToClient));
      } catch (IOException e) {
        // Closed, or the server does not answer: the client sees its connection reset.
        if (!server.isClosed()) {
          reset();
        }
      }
    }
  }

  private void pipe(Socket from, Socket to, AtomicLong bytes) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        bytes.addAndGet(read);
      }
    } catch (IOException e) {
      // Either side is gone, so the other one goes too.
    } finally {
      reset(from);
      reset(to);
    }
  }

  private void reset(Socket socket) {
    sockets.remove(socket);
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close(socket);
  }

  private static void close(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
