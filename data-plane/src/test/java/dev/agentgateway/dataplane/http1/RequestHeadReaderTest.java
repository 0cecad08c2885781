package dev.agentgateway.dataplane.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // line ends are what is tested
final class RequestHeadReaderTest {
  private static final int LIMIT = 4096;

  private final RequestHead head = new RequestHead();
  private final RequestHeadReader reader = new RequestHeadReader(head, LIMIT);

  @Test
  void readsAHeadSplitAtEveryByte() throws MalformedException {
    String text = "POST /a?b=c HTTP/1.1\r\nHost: x.y:80\r\nA: 1 2 \r\ncontent-length:3\r\n\r\nabc";
    for (int split = 1; split < text.length() - 3; split++) {
      reader.begin(LIMIT);
      ByteBuf first = bytes(text.substring(0, split));
      ByteBuf second = bytes(text.substring(split));
      assertThat(reader.read(first)).as("split at " + split).isFalse();
      assertThat(reader.read(second)).as("split at " + split).isTrue();
      assertThat(head.method()).isEqualTo("POST");
      assertThat(head.target()).isEqualTo("/a?b=c");
      assertThat(head.path()).isEqualTo("/a");
      assertThat(head.authority()).isEqualTo("x.y:80");
      assertThat(head.headers().get(HeaderName.of("a"))).isEqualTo("1 2");
      assertThat(reader.framing()).isEqualTo(3);
      assertThat(second.toString(StandardCharsets.US_ASCII)).isEqualTo("abc");
    }
  }

  @Test
  void readsAHeadByteByByte() throws MalformedException {
    String text = "GET / HTTP/1.1\r\nhost: x\r\na: b\r\n\r\n";
    reader.begin(LIMIT);
    for (int i = 0; i < text.length() - 1; i++) {
      assertThat(reader.read(bytes(text.substring(i, i + 1)))).isFalse();
    }
    assertThat(reader.read(bytes("\n"))).isTrue();
  }

  @Test
  void takesFieldsOfTheConnectionOut() throws MalformedException {
    read(
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nx-hop: 2\r\n"
            + "Keep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nProxy-Connection: close\r\n"
            + "Stays: 1\r\n\r\n");
    assertThat(fields()).isEqualTo("Stays: 1\r\n");
    assertThat(reader.isKeepAlive()).isFalse();
  }

  @Test
  void aConnectionFieldCannotTakeTheLengthAway() throws MalformedException {
    read("POST / HTTP/1.1\r\nHost: x\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\n");
    assertThat(reader.framing()).isEqualTo(5);
    assertThat(fields()).isEqualTo("Content-Length: 5\r\n");
  }

  @Test
  void anAbsoluteTargetNamesTheAuthority() throws MalformedException {
    read("GET http://a.b:1?q HTTP/1.1\r\nHost: other\r\n\r\n");
    assertThat(head.authority()).isEqualTo("a.b:1");
    assertThat(head.target()).isEqualTo("/?q");
  }

  @Test
  void http10NeedsNoHostAndClosesByDefault() throws MalformedException {
    read("GET / HTTP/1.0\r\n\r\n");
    assertThat(reader.isHttp10()).isTrue();
    assertThat(reader.isKeepAlive()).isFalse();
    read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    assertThat(reader.isKeepAlive()).isTrue();
  }

  @Test
  void changedFieldsAreWrittenWhole() throws MalformedException {
    read("GET / HTTP/1.1\r\nHost: x\r\nA: 1 \r\nB: 2\r\nC: 3\r\n\r\n");
    head.headers().set(HeaderName.of("b"), "two");
    head.headers().remove(HeaderName.of("c"));
    head.headers().add("D", "4");
    assertThat(fields()).isEqualTo("A: 1\r\nb: two\r\nD: 4\r\n");
  }

  @Test
  void aHeadThatIsTooLargeSaysSo() {
    reader.begin(LIMIT);
    String text = "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(LIMIT) + "\r\n\r\n";
    assertThatThrownBy(() -> reader.read(bytes(text)))
        .isInstanceOfSatisfying(MalformedException.class, e -> assertThat(e.isTooLarge()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA(: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\u0000c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \u007f\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nnocolon\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0001GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://u@x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: x\r\n\r\n",
        "GET / http/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a,b@c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: ::1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \u000bchunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: a b\r\n\r\n",
      })
  void refuses(String text) {
    reader.begin(LIMIT);
    assertThatThrownBy(() -> reader.read(bytes(text))).isInstanceOf(MalformedException.class);
  }

  private void read(String text) throws MalformedException {
    reader.begin(LIMIT);
    assertThat(reader.read(bytes(text))).isTrue();
  }

  private String fields() {
    ByteBuf out = Unpooled.buffer();
    head.headers().writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }
}
