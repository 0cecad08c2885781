package dev.agentgateway.quickstart.sample;

import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An HTTP server on loopback for one sample. Requests run on virtual threads and may block. */
public final class SampleServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  /**
   * @param host address to listen on
   * @param port 0: any free one
   * @param handler answers every request
   */
  public SampleServer(String host, int port, Handler handler) {
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Header names are shown as they came, for an upstream that is looked at to see what arrives.
    http.setHttpCompliance(
        HttpCompliance.RFC7230.with("as-sent", HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME));
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(300_000);
    server.addConnector(connector);
    server.setHandler(handler);
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalStateException where the port is taken
   */
  public void start() {
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(
          "cannot listen on %s:%d: %s"
              .formatted(connector.getHost(), connector.getPort(), e.getMessage()),
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Waits until the server is stopped. */
  public void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the server on port " + port(), e);
    }
  }
}
