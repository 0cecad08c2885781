package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.RawClient;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that send what no client should, leave early or read slowly. */
final class HostileClientTest {
  private static final long GIBIBYTE = 1L << 30;
  private static final String SMUGGLED = "GET /up/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir static Path directory;
  private static Upstream upstream;
  private static Planes planes;
  private static Planes.DataPlane proxy;

  @BeforeAll
  static void start() throws Exception {
    upstream = Upstream.start("up");
    planes = Planes.start(directory);
    planes.write(
        "routes.yaml",
        Manifests.all(
            Manifests.route("up", "/up", "up"),
            Manifests.backend("up", "127.0.0.1", upstream.port())));
    proxy = planes.startDataPlane("proxy");
    planes.awaitRoute("/up");
  }

  @AfterAll
  static void stop() {
    planes.close();
    upstream.close();
  }

  @AfterEach
  void proxyServesOnAndHoldsNothing() throws Exception {
    assertThat(planes.get("/up").body()).isEqualTo("up");
    assertThat(upstream.paths()).doesNotContain("/up/smuggled");
    Await.untilTrue(
        "no request is in flight",
        () -> planes.api("proxies").at("/items/0/load/activeRequests").asInt(-1) == 0);
  }

  static Stream<String> smugglingShapes() {
    return Stream.of(
        post("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + SMUGGLED),
        post("Content-Length: 6\r\nContent-Length: 5", "abcde" + SMUGGLED),
        post("Content-Length: 5, 5", "abcde" + SMUGGLED),
        post("Content-Length: +5", "abcde" + SMUGGLED),
        post("Content-Length: 5 5", "abcde" + SMUGGLED),
        post("Content-Length: -1", SMUGGLED),
        post("Content-Length: 99999999999999999999", SMUGGLED),
        post("Content-Length : 5", "abcde" + SMUGGLED),
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: identity, chunked", "0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: xchunked", "0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding : chunked", "0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding:\u000bchunked", "0\r\n\r\n" + SMUGGLED),
        post("X: y\r\n Transfer-Encoding: chunked", "0\r\n\r\n" + SMUGGLED),
        post("X: a\rb", SMUGGLED),
        post("X: a\u0000b", SMUGGLED),
        post("X y", SMUGGLED),
        post(": y", SMUGGLED),
        post("Host: b\r\nContent-Length: 0", SMUGGLED),
        post("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "-5\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "0x5\r\nabcde\r\n0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "5 \nabcde\r\n0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "5\nabcde\r\n0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "5\r\nabcdefg\r\n0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "5;a=\"\nb\"\r\nabcde\r\n0\r\n\r\n" + SMUGGLED),
        post("Transfer-Encoding: chunked", "0\r\nContent-Length 5\r\n\r\n" + SMUGGLED),
        "POST /up HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        "GET /up HTTP/1.1\r\n\r\n" + SMUGGLED,
        "GET /up HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" + SMUGGLED,
        "GET  /up HTTP/1.1\r\nHost: a\r\n\r\n" + SMUGGLED,
        "GET /up HTTP/1.1 \r\nHost: a\r\n\r\n" + SMUGGLED,
        "GET /up x HTTP/1.1\r\nHost: a\r\n\r\n" + SMUGGLED,
        "GET /up HTTP/2.0\r\nHost: a\r\n\r\n" + SMUGGLED,
        "GET /up HTTP/1.1\nHost: a\n\n" + SMUGGLED,
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + SMUGGLED,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("smugglingShapes")
  void shapesThatSmuggleEndTheConnection(String shape) throws Exception {
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send(shape);
      assertThat(client.response().status()).isIn(400, 501, 505);
      assertThat(client.readToClose()).isZero();
    }
  }

  @Test
  void headThatComesByteByByteIsReadAndItsConnectionKept() throws Exception {
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      for (char c : "GET /up/slow HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.response().body()).isEqualTo("up");
      assertThat(client.send(get("/up")).response().body()).isEqualTo("up");
    }
  }

  @Test
  void thousandRequestsSentAheadAreAnsweredInOrder() throws Exception {
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int i = 0; i < 1000; i++) {
                    client.send(chunked("x".repeat(i)));
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      for (int i = 0; i < 1000; i++) {
        assertThat(client.response().body()).isEqualTo("" + i);
      }
      sender.join();
    }
  }

  @Test
  void clientThatWaitsToContinueIsToldTo() throws Exception {
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send(post("Expect: 100-continue\r\nContent-Length: 5", ""));
      Thread.startVirtualThread(
          () -> {
            try {
              client.send("abcde");
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThat(client.response()).isEqualTo(new RawClient.Response(200, "5"));
    }
  }

  @Test
  void clientThatHalfClosesLeavesNothingBehind() throws Exception {
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send(get("/up")).endSending().readToClose();
    }
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send("GET /up HTT").endSending().readToClose();
    }
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send(post("Content-Length: 10", "abc")).endSending().readToClose();
    }
  }

  @Test
  void clientsThatCrashTakeTheirUpstreamRequestsAlong() throws Exception {
    for (int i = 0; i < 20; i++) {
      long aborted = upstream.aborted();
      long requests = upstream.requests();
      RawClient uploading = RawClient.connect(planes.gatewayPort());
      uploading.send(post("Content-Length: " + GIBIBYTE, "")).sendZeros(1 << 20);
      // A reset discards what the proxy has not read, perhaps the whole request.
      Await.untilTrue("the upstream hears of it", () -> upstream.requests() > requests);
      uploading.reset();
      RawClient downloading = RawClient.connect(planes.gatewayPort());
      downloading.send(get("/up/size/" + GIBIBYTE)).skip(1 << 20);
      downloading.reset();
      Await.untilTrue("the upstream hears of both", () -> upstream.aborted() >= aborted + 2);
    }
  }

  @Test
  void gibibyteUpAndDownStreamsThroughInBoundedMemory() throws Exception {
    long before = proxy.residentBytes();
    try (RawClient client = RawClient.connect(planes.gatewayPort())) {
      client.send(post("Content-Length: " + GIBIBYTE, "")).sendZeros(GIBIBYTE);
      assertThat(client.response().body()).isEqualTo("" + GIBIBYTE);
      assertThat(client.send(get("/up/size/" + GIBIBYTE)).head()).isEqualTo(GIBIBYTE);
      client.skip(GIBIBYTE);
      assertThat(client.send(get("/up")).response().body()).isEqualTo("up");
    }
    assertThat(proxy.residentBytes() - before).isLessThan(128 << 20);
  }

  @Test
  void clientsThatDoNotReadHoldUpTheirUpstreamsAndNoMemory() throws Exception {
    long before = proxy.residentBytes();
    long sentBefore = upstream.sentBytes();
    java.util.List<RawClient> clients = new java.util.ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RawClient client = RawClient.connect(planes.gatewayPort());
      client.send(get("/up/size/" + GIBIBYTE)).head();
      clients.add(client);
    }
    // Others are served meanwhile, and nothing moves for those that do not read.
    long[] last = {-1};
    Await.untilTrue(
        "the upstream is held up",
        () -> {
          for (int i = 0; i < 50; i++) {
            assertThat(planes.get("/up").statusCode()).isEqualTo(200);
          }
          long sent = upstream.sentBytes();
          boolean still = sent == last[0];
          last[0] = sent;
          return still;
        });
    assertThat(upstream.sentBytes() - sentBefore).isLessThan(GIBIBYTE);
    assertThat(proxy.residentBytes() - before).isLessThan(128 << 20);
    for (RawClient client : clients) {
      client.reset();
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static String post(String fields, String body) {
    return "POST /up HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
  }

  private static String chunked(String body) {
    String chunks =
        body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    return post("Transfer-Encoding: chunked", chunks + "0\r\n\r\n");
  }
}
