package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.OpenStream;
import dev.agentgateway.dataplane.exchange.OpenStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class StreamWatchTest {

  @Test
  void aResponseIsOpenFromItsHeadToItsEnd() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, number) -> {
                  connection.readHead();
                  asked.countDown();
                  begin.await();
                  connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello");
                  end.await();
                  connection.send("world");
                });
        TestProxy proxy = new TestProxy(0, 2).to(upstream.address()).start();
        RawConnection client = RawConnection.to(proxy.address())) {
      client.send("GET /events HTTP/1.1\r\nhost: a\r\n\r\n");
      asked.await();
      assertThat(look(proxy, Duration.ZERO).total()).isZero();
      begin.countDown();
      client.readHead();
      assertThat(client.read(5)).isEqualTo("hello");
      OpenStreams open = look(proxy, Duration.ZERO);
      assertThat(open.byRoute()).isEqualTo(Map.of(new OpenStreams.Route("", "test/route"), 1L));
      assertThat(open.oldest()).singleElement().returns(5L, OpenStream::bytes);
      assertThat(proxy.listeners().openStreams()).isEqualTo(open);
      assertThat(look(proxy, Duration.ofHours(1)).total()).isZero();
      end.countDown();
      assertThat(client.read(5)).isEqualTo("world");
      client.send("GET /again HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      client.readAll();
      assertThat(look(proxy, Duration.ZERO).total()).isZero();
    }
  }

  @Test
  void theOldestOfAllEventLoopsAreKept() {
    OpenStreams even = streams(0);
    OpenStreams all = even.and(streams(1)).and(OpenStreams.NONE);
    assertThat(all.total()).isEqualTo(200);
    assertThat(all.byRoute()).hasSize(1);
    assertThat(all.oldest())
        .extracting(OpenStream::startedAt)
        .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  private static OpenStreams look(TestProxy proxy, Duration age) throws Exception {
    return proxy.listeners().look(new StreamWatch(StreamWatchTest::described, age)).get();
  }

  private static OpenStream described(Exchange exchange) {
    return new OpenStream(
        "", "", "", "", "http", exchange.originalTarget(), 0, exchange.responseBytes(), "");
  }

  /** A hundred that started at every second millisecond. */
  private static OpenStreams streams(long first) {
    List<OpenStream> oldest = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      oldest.add(new OpenStream("g", "", "r", "", "http", "", first + 2 * i, 0, ""));
    }
    return new OpenStreams(Map.of(new OpenStreams.Route("g", "r"), 100L), oldest);
  }
}
