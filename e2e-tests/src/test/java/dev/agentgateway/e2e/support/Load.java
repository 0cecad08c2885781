package dev.agentgateway.e2e.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Steady keep-alive load from a few connections that counts whatever is not a 200. A connection
 * that the server announced to close is opened anew, as every client does.
 */
public final class Load implements AutoCloseable {
  private static final int CONNECTIONS = 8;

  private final URI url;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Load(URI url) {
    this.url = url;
  }

  /** Begins to ask {@code url} from eight connections. */
  public static Load start(URI url) {
    Load load = new Load(url);
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      load.threads.add(Thread.startVirtualThread(load::run));
    }
    load.awaitMore(100);
    return load;
  }

  /** Waits until so many more requests were answered. */
  public void awaitMore(long count) {
    long goal = answered.get() + count;
    Await.untilTrue(count + " more answers", () -> answered.get() >= goal || !failures.isEmpty());
  }

  /** Ends the load. Returns what failed, and how. */
  public List<String> stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(failures);
  }

  private void run() {
    byte[] request =
        ("GET " + url.getPath() + " HTTP/1.1\r\nhost: " + url.getAuthority() + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    while (!stopped && failures.size() < 20) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (open && !stopped) {
          socket.getOutputStream().write(request);
          open = answer(in);
        }
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }
  }

  /** Reads one response. Returns whether the connection stays open. */
  private boolean answer(InputStream in) throws IOException {
    String status = line(in);
    boolean open = true;
    int length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      String lower = field.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.equals("connection: close")) {
        open = false;
      }
    }
    in.skipNBytes(length);
    answered.incrementAndGet();
    if (!status.startsWith("HTTP/1.1 200")) {
      failures.add(status);
    }
    return open;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("connection closed within a response, after '" + line + "'");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
