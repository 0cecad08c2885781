package dev.agentgateway.dataplane.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that plays a script on every connection and tells what went wrong. */
final class RawUpstream implements AutoCloseable {
  /** What happens on a connection, numbered from 1 on. */
  interface Script {
    void play(RawConnection connection, int number) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Script script;
  private final Thread accepting;
  private final AtomicInteger connections = new AtomicInteger();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  RawUpstream(Script script) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.script = script;
    this.accepting = Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  int connections() {
    return connections.get();
  }

  void tell(String event) {
    events.add(event);
  }

  /** The next thing told, within 20 s. */
  String told() throws InterruptedException {
    return String.valueOf(events.poll(20, TimeUnit.SECONDS));
  }

  /** Nothing is accepted any more once this returns. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> play(socket, number));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void play(Socket socket, int number) {
    try (RawConnection connection = new RawConnection(socket)) {
      script.play(connection, number);
    } catch (IOException e) {
      tell("closed: " + number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
