package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // some tests close before the end of their block
final class UpstreamTroubleTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  @Test
  void aPooledConnectionThatTheUpstreamClosedIsReplacedUnseen() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send(OK);
                  // The next request is read, then the connection closes without an answer.
                  connection.readHead();
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(client.read(2)).isEqualTo("ok");
      }
      assertThat(upstream.connections()).isEqualTo(5);
    }
  }

  @Test
  void anUpstreamThatClosesWithoutAnAnswerIs502() throws Exception {
    try (RawUpstream upstream = new RawUpstream((connection, _) -> connection.readHead());
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 502 ");
      assertThat(client.read("upstream reset".length())).isEqualTo("upstream reset");
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestArrivesAlthoughTheUpstreamResets() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.read(1 << 20);
                  connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
                  connection.reset();
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start()) {
      for (int i = 0; i < 20; i++) {
        try (RawConnection client = RawConnection.to(proxy.address())) {
          Thread upload =
              Thread.startVirtualThread(
                  () -> {
                    try {
                      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n");
                      client.send("x".repeat(9_999_999));
                    } catch (IOException _) {
                      // The proxy need not read it all.
                    }
                  });
          assertThat(client.readHead()).startsWith("HTTP/1.1 413 Too Large\r\n");
          assertThat(client.read(2)).isEqualTo("no");
          client.close();
          upload.join();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nbad name: 2\r\n\r\nok",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
      })
  void whatIsNotHttpIs502(String answer) throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send(answer);
                  connection.readAll();
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void aResponseThatIsCutCutsTheClientsToo() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe");
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      assertThat(client.send(GET).readAll()).doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void aStatusIsRetriedWithItsBody() throws Exception {
    RetryConfig retry =
        new RetryConfig(
            2, Set.of(503), true, true, Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(2));
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, number) -> {
                  connection.readHead();
                  assertThat(connection.read(5)).isEqualTo("hello");
                  connection.send(
                      number < 3
                          ? "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"
                          : "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n" + number);
                });
        TestProxy proxy =
            new TestProxy()
                .action(TestProxy.forward(retry, Duration.ZERO))
                .to(upstream.address())
                .start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(client.read(1)).isEqualTo("3");
    }
  }

  @Test
  void aRouteThatTakesTooLongIs504() throws Exception {
    try (RawUpstream upstream = new RawUpstream((connection, _) -> connection.readAll());
        TestProxy proxy =
            new TestProxy()
                .action(TestProxy.forward(RetryConfig.NONE, Duration.ofMillis(30)))
                .to(upstream.address())
                .start();
        RawConnection client = RawConnection.to(proxy.address())) {
      assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 504 ");
    }
  }

  @Test
  void anEndpointThatRefusesIsPassedOver() throws Exception {
    InetSocketAddress refusing;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refusing = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  while (true) {
                    connection.readHead();
                    connection.send(OK);
                  }
                });
        TestProxy proxy = new TestProxy().to(refusing, upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        client.read(2);
      }
      proxy.to(refusing).update();
      assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void anEndpointThatIsGoneLosesItsIdleConnections() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send(OK);
                  assertThat(connection.isClosed()).isTrue();
                  throw new IOException("gone");
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(GET).readHead();
      client.read(2);
      proxy.to().update();
      assertThat(upstream.told()).isEqualTo("closed: 1");
      assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void aDrainLetsRequestsEndAndSaysClose() throws Exception {
    CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  mayAnswer.join();
                  connection.send(OK);
                  connection.readAll();
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(GET);
      InetSocketAddress address = proxy.address();
      while (proxy.listeners().stats().getFirst().inFlight() == 0) {
        Thread.onSpinWait();
      }
      CompletableFuture<Void> drained = proxy.listeners().drain(Duration.ofSeconds(30));
      assertThat(drained).isNotDone();
      mayAnswer.complete(null);
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").contains("connection: close");
      assertThat(client.readAll()).isEqualTo("ok");
      client.close();
      drained.get(20, TimeUnit.SECONDS);
      try (ServerSocket taken = new ServerSocket()) {
        taken.setReuseAddress(true);
        taken.bind(address);
        assertThat(taken.isBound()).isTrue();
      }
    }
  }

  @Test
  void aTakenPortIsReportedAndBoundOnceItIsFree() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestProxy proxy = new TestProxy(taken.getLocalPort(), 1).start()) {
      assertThat(proxy.listeners().stats().getFirst().problem())
          .hasValueSatisfying(problem -> assertThat(problem).contains("in use by another process"));
      taken.close();
      while (proxy.listeners().stats().getFirst().bound().isEmpty()) {
        Thread.onSpinWait();
      }
      try (RawConnection client = RawConnection.to(proxy.address())) {
        assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 503 ");
      }
    }
  }
}
