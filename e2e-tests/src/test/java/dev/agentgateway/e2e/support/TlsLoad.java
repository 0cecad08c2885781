package dev.agentgateway.e2e.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Clients that ask an HTTPS port without a pause and trust whoever answers. The first one keeps its
 * connection as long as it may, the others connect anew after a few requests.
 */
public final class TlsLoad implements AutoCloseable {
  private static final int REQUESTS_PER_CONNECTION = 5;

  private final int port;
  private final String host;
  private final SSLContext context;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean stopped;

  private TlsLoad(int port, String host) throws Exception {
    this.port = port;
    this.host = host;
    this.context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
  }

  /** Starts some clients that ask for a host. */
  public static TlsLoad start(int port, String host, int clients) throws Exception {
    TlsLoad load = new TlsLoad(port, host);
    for (int i = 0; i < clients; i++) {
      int limit = i == 0 ? Integer.MAX_VALUE : REQUESTS_PER_CONNECTION;
      load.threads.add(Thread.ofVirtual().start(() -> load.run(limit)));
    }
    return load;
  }

  /** What went wrong; a port that is closed ends the clients and is no failure. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Connections that the server ended after an answer. */
  public int ended() {
    return ended.get();
  }

  /** Waits for so many more requests. */
  public void awaitRequests(long more) {
    long wanted = requests.get() + more;
    Await.untilTrue(
        more + " requests more",
        () -> {
          assert failures.isEmpty() : failures;
          return requests.get() >= wanted;
        });
  }

  /** Waits until no client can connect any more. */
  public void awaitEnd() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(int limit) {
    while (!stopped) {
      Socket plain;
      try {
        plain = new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        return;
      }
      try (SSLSocket socket = secure(plain)) {
        socket.startHandshake();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        int asked = 0;
        boolean stays = true;
        while (stays && !stopped && asked < limit) {
          stays = ask(socket, in);
          asked++;
          requests.incrementAndGet();
        }
        if (!stays) {
          ended.incrementAndGet();
        }
      } catch (IOException e) {
        failures.add(e.toString());
        return;
      }
    }
  }

  private SSLSocket secure(Socket plain) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Whether the connection stays. */
  private boolean ask(SSLSocket socket, InputStream in) throws IOException {
    String request = "GET / HTTP/1.1\r\nhost: " + host + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after " + head);
      }
      head.append((char) next);
    }
    String fields = head.toString().toLowerCase(Locale.ROOT);
    if (!fields.startsWith("http/1.1 200")) {
      throw new IOException(fields);
    }
    in.readNBytes(Integer.parseInt(fields.replaceAll("(?s).*content-length: (\\d+).*", "$1")));
    return !fields.contains("connection: close");
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
