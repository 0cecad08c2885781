package dev.agentgateway.dataplane.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyReaderTest {
  private final BodyReader reader = new BodyReader();
  private final Recorded recorded = new Recorded();

  @Test
  void readsChunksSplitAtEveryByte() throws MalformedException {
    String text =
        "5;ext=\"a;b\"\r\nhello\r\nA\r\n, big worl\r\n1\r\nd\r\n0\r\nX-Sum: 1\r\nHost: x\r\n\r\n";
    for (int split = 1; split < text.length(); split++) {
      recorded.clear();
      reader.begin(Framing.CHUNKED);
      reader.read(bytes(text.substring(0, split)), recorded);
      assertThat(reader.isDone()).isFalse();
      ByteBuf rest = bytes(text.substring(split) + "next");
      reader.read(rest, recorded);
      assertThat(reader.isDone()).isTrue();
      assertThat(recorded.data.toString()).isEqualTo("hello, big world");
      assertThat(recorded.trailers).isEqualTo("X-Sum: 1\r\n");
      assertThat(rest.toString(StandardCharsets.US_ASCII)).isEqualTo("next");
    }
  }

  @Test
  void readsNoMoreThanItsLength() throws MalformedException {
    reader.begin(4);
    ByteBuf in = bytes("abcdef");
    reader.read(in, recorded);
    assertThat(recorded.data.toString()).isEqualTo("abcd");
    assertThat(recorded.ended).isTrue();
    assertThat(in.readableBytes()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "g\r\n",
        "-1\r\n",
        "+1\r\n",
        " 1\r\n",
        "1 \r\n",
        "0x1\r\n",
        "1\n",
        "1\rX",
        "1;a\nb\r\n",
        "1;a\rb\r\n",
        "10000000000000000\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1\r\na\rb",
        "0\r\nbad name: 1\r\n\r\n",
        "0\r\na: 1\n\r\n",
        "0\r\n\n",
      })
  void refusesChunks(String text) {
    reader.begin(Framing.CHUNKED);
    assertThatThrownBy(() -> reader.read(bytes(text), recorded))
        .isInstanceOf(MalformedException.class);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static final class Recorded implements BodyReader.Sink {
    private final StringBuilder data = new StringBuilder();
    private String trailers = "";
    private boolean ended;

    void clear() {
      data.setLength(0);
      trailers = "";
      ended = false;
    }

    @Override
    public void bodyData(ByteBuf in, int length) {
      data.append(in.readCharSequence(length, StandardCharsets.US_ASCII));
    }

    @Override
    public void bodyEnd(Headers received) {
      ByteBuf out = Unpooled.buffer();
      received.writeTo(out);
      trailers = out.toString(StandardCharsets.US_ASCII);
      ended = true;
    }
  }
}
