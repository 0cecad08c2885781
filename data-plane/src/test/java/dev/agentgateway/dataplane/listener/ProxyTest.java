package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.HttpConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.MessageContext;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private static final RawUpstream.Script ALWAYS_OK =
      (connection, _) -> {
        while (true) {
          connection.readHead();
          connection.send(OK);
        }
      };

  @Test
  void keepsBothConnectionsAndTellsWhoAsked() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  while (true) {
                    String head = connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + head.length());
                    connection.send("\r\n\r\n" + head);
                  }
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      for (int i = 0; i < 5; i++) {
        client.send(
            "GET /a?b HTTP/1.1\r\nHost: x\r\nConnection: y\r\nY: 1\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
        String head = client.readHead();
        String seen = client.read(length(head));
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("connection");
        assertThat(seen)
            .startsWith("GET /a?b HTTP/1.1\r\nhost: x\r\n")
            .contains("x-forwarded-for: 1.2.3.4,127.0.0.1\r\n", "x-forwarded-proto: http\r\n")
            .containsPattern(
                "x-request-id: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-")
            .doesNotContainIgnoringCase("connection:")
            .doesNotContain("\r\nY:");
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  while (true) {
                    String path = connection.readHead().split(" ", 3)[1];
                    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n" + path);
                  }
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 9; i++) {
        client.readHead();
        assertThat(client.read(2)).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void streamsChunksAndTrailersBothWays() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  String head = connection.readHead();
                  StringBuilder body = new StringBuilder();
                  while (!body.toString().endsWith("\r\n\r\n")) {
                    body.append(connection.read(1));
                  }
                  connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                  connection.send("3\r\nabc\r\n0\r\nsum: 1\r\n\r\n");
                  connection.readHead();
                  assertThat(head).contains("transfer-encoding: chunked");
                  connection.send(
                      "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
      client.send("0\r\nX-Sum: 2\r\n\r\n");
      assertThat(client.readHead()).contains("transfer-encoding: chunked");
      assertThat(client.readHead()).isEqualTo("3\r\nabc\r\n0\r\nsum: 1\r\n\r\n");
      client.send(GET);
      String head = client.readHead();
      assertThat(client.read(length(head))).isEqualTo("2\r\nhi\r\n0\r\nX-Sum: 2\r\n\r\n");
    }
  }

  @Test
  void relaysInformationalHeadsAndExpectations() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  assertThat(connection.readHead()).contains("Expect: 100-continue");
                  connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                  assertThat(connection.read(3)).isEqualTo("abc");
                  connection.send("HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n" + OK);
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("abc");
      assertThat(client.readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(client.read(2)).isEqualTo("ok");
    }
  }

  @Test
  void answersWithoutBodyKeepTheConnectionInStep() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  while (true) {
                    String head = connection.readHead();
                    connection.send(
                        head.startsWith("HEAD")
                            ? "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n"
                            : head.startsWith("PUT")
                                ? "HTTP/1.1 204 No Content\r\n\r\n"
                                : "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n");
                  }
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").readHead())
            .contains("content-length: 99");
        assertThat(client.send("PUT / HTTP/1.1\r\nHost: x\r\n\r\n").readHead())
            .startsWith("HTTP/1.1 204 No Content\r\n");
        assertThat(client.send(GET).readHead()).contains("content-length: 7");
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void aBodyThatEndsWithTheConnectionIsChunkedOrClosed() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send("HTTP/1.0 200 OK\r\n\r\nabc");
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address());
        RawConnection old = RawConnection.to(proxy.address())) {
      client.send(GET);
      assertThat(client.readHead()).contains("transfer-encoding: chunked");
      assertThat(client.readHead()).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
      old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(old.readAll()).endsWith("connection: close\r\n\r\nabc");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5x\r\n",
      })
  void smugglingShapesAreAnswered400AndTheConnectionCloses(String request) throws Exception {
    try (RawUpstream upstream = new RawUpstream(ALWAYS_OK);
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(request + GET);
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("connection: close")
          .doesNotContain("200 OK");
    }
  }

  @Test
  void aHeadThatIsTooLargeIsAnswered431() throws Exception {
    HttpConfig small = new HttpConfig(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, 1024);
    try (TestProxy proxy = new TestProxy().http(small).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\na: " + "b".repeat(2000));
      assertThat(client.readAll()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void aRequestThatDoesNotArriveIsAnswered408() throws Exception {
    HttpConfig quick =
        new HttpConfig(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMillis(50), 1024);
    try (TestProxy proxy = new TestProxy().http(quick).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send("GET / HTTP/1.1\r\nHost:");
      assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void aStreamOfEventsMayBeSilentForLongerThanOthers() throws Exception {
    HttpConfig quick =
        new HttpConfig(Duration.ZERO, Duration.ofMillis(50), Duration.ofMinutes(1), 1024);
    Semaphore goOn = new Semaphore(0);
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  boolean events = connection.readHead().contains("/events");
                  connection.send(
                      "HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-type: "
                          + (events ? "text/event-stream" : "text/plain")
                          + "\r\n\r\n");
                  goOn.acquire();
                  connection.send(":\n\n\n");
                });
        TestProxy proxy = new TestProxy().http(quick).to(upstream.address()).start();
        RawConnection listening = RawConnection.to(proxy.address());
        RawConnection other = RawConnection.to(proxy.address())) {
      listening.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
      listening.readHead();
      other.send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
      other.readHead();

      // It began later and was as silent.
      assertThat(other.isClosed()).isTrue();
      goOn.release(2);
      assertThat(listening.read(4)).isEqualTo(":\n\n\n");
    }
  }

  @Test
  void localRepliesKeepTheConnection() throws Exception {
    try (TestProxy proxy = new TestProxy().action(new RouteAction.Reply(418, "tea")).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      for (int i = 0; i < 3; i++) {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(client.readHead()).startsWith("HTTP/1.1 418 ").contains("content-length: 3");
        assertThat(client.read(3)).isEqualTo("tea");
      }
    }
  }

  @Test
  void aClientThatLeavesTakesTheUpstreamConnectionWithIt() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nstart");
                  assertThat(connection.isClosed()).isTrue();
                  throw new IOException("gone");
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(GET);
      client.readHead();
      client.reset();
      assertThat(upstream.told()).isEqualTo("closed: 1");
    }
  }

  @Test
  void aSlowReaderStopsTheUpstream() throws Exception {
    int piece = 64 * 1024;
    int pieces = 1024;
    AtomicInteger sent = new AtomicInteger();
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, _) -> {
                  connection.readHead();
                  connection.send(
                      "HTTP/1.1 200 OK\r\ncontent-length: " + piece * pieces + "\r\n\r\n");
                  byte[] bytes = new byte[piece];
                  for (int i = 0; i < pieces; i++) {
                    connection.send(bytes);
                    sent.incrementAndGet();
                  }
                });
        TestProxy proxy = new TestProxy().to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(GET);
      client.readHead();
      // What the proxy and four socket buffers hold must run ahead; the other half must not.
      for (int i = 0; i < pieces / 2; i++) {
        assertThat(client.read(piece)).hasSize(piece);
        assertThat(sent.get()).isLessThan(i + pieces / 2);
      }
      for (int i = pieces / 2; i < pieces; i++) {
        assertThat(client.read(piece)).hasSize(piece);
      }
    }
  }

  @Test
  void telemetryHearsOfEveryRequestOnceAndInOrder() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (RawUpstream upstream = new RawUpstream(ALWAYS_OK);
        TestProxy proxy =
            new TestProxy().telemetry(new Recording(heard)).to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send(GET);
      client.readHead();
      client.read(2);
      client.send("broken\r\n\r\n");
      client.readAll();
      assertThat(next(heard)).isEqualTo("routed /a");
      assertThat(next(heard)).isEqualTo("attempt 0");
      assertThat(next(heard)).isEqualTo("attempt ended 200 null");
      assertThat(next(heard)).isEqualTo("ended 200 null");
      assertThat(next(heard)).isEqualTo("routed ");
      assertThat(next(heard)).isEqualTo("ended 400 BAD_REQUEST");
      assertThat(heard).isEmpty();
    }
  }

  private static String next(BlockingQueue<String> heard) throws InterruptedException {
    return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
  }

  private static int length(String head) {
    String rest = head.substring(head.indexOf("content-length: ") + "content-length: ".length());
    return Integer.parseInt(rest.substring(0, rest.indexOf('\r')));
  }

  private record Recording(BlockingQueue<String> heard) implements RequestTelemetry {
    @Override
    public Contents contents(Exchange exchange) {
      return Contents.NONE;
    }

    @Override
    public void callStarted(Exchange exchange, AgentCall call, @Nullable MessageContext context) {}

    @Override
    public @Nullable MessageContext propagated(Exchange exchange, AgentCall call) {
      return null;
    }

    @Override
    public void callEnded(Exchange exchange, AgentCall call) {}

    @Override
    public void routed(Exchange exchange) {
      heard.add("routed " + exchange.originalTarget());
    }

    @Override
    public void attemptStarted(Exchange exchange, Attempt attempt) {
      heard.add("attempt " + attempt.number());
    }

    @Override
    public void attemptEnded(Exchange exchange, Attempt attempt) {
      heard.add("attempt ended " + attempt.status() + " " + attempt.failure());
    }

    @Override
    public void ended(Exchange exchange) {
      heard.add("ended " + exchange.status() + " " + exchange.failure());
    }
  }
}
