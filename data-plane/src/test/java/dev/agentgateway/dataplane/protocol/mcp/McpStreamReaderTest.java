package dev.agentgateway.dataplane.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.sse.SseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class McpStreamReaderTest {
  private static final String EVENTS =
      ": hi\n\nid: 1\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"caf\u00e9\"}\n\n"
          + "id: 2\ndata:\n\nevent: x\r\ndata: {\r\ndata: }\r\n\r\ndata: nonsense\n\n";
  private static final List<String> TOLD =
      List.of("1 NOTIFICATION caf\u00e9", "mark 2", "null -32600", "null -32700");

  private static final class Told implements McpStreamReader.Sink {
    final List<String> told = new ArrayList<>();

    @Override
    public void message(JsonRpcBody body, @Nullable SseEvent event) {
      told.add(
          (event == null ? "body" : event.id())
              + " "
              + switch (body) {
                case JsonRpcBody.Single single -> single.message();
                case JsonRpcBody.Batch batch -> batch.messages();
                case JsonRpcBody.Refused refused -> refused.code();
              });
    }

    @Override
    public void mark(SseEvent event) {
      told.add("mark " + event.id());
    }
  }

  @Test
  void tellsOfTheSameEventsWhereverTheyAreSplit() {
    byte[] bytes = EVENTS.getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      Told told = new Told();
      McpStreamReader reader = new McpStreamReader(Kind.EVENTS, 1000, told);
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      reader.read(in, 0, split);
      reader.read(in, split, bytes.length - split);
      reader.end();
      assertThat(told.told).isEqualTo(TOLD);
      assertThat(reader.isInEvent()).isFalse();
    }
  }

  @Test
  void tellsOfABodyOnceItHasEnded() {
    byte[] bytes = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}".getBytes(StandardCharsets.UTF_8);
    Told told = new Told();
    McpStreamReader reader = new McpStreamReader(Kind.JSON, bytes.length, told);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    for (int i = 0; i < bytes.length; i++) {
      reader.read(in, i, 1);
      assertThat(told.told).isEmpty();
    }
    reader.end();
    assertThat(told.told).containsExactly("body RESPONSE ");
    assertThat(in.readerIndex()).isZero();
  }

  @Test
  void passesOverWhatIsTooLarge() {
    Told told = new Told();
    McpStreamReader body = new McpStreamReader(Kind.JSON, 10, told);
    body.read(Unpooled.wrappedBuffer(new byte[8]), 0, 8);
    body.read(Unpooled.wrappedBuffer(new byte[8]), 0, 8);
    body.end();
    assertThat(body.passedOver()).isEqualTo(1);
    McpStreamReader events = new McpStreamReader(Kind.EVENTS, 10, told);
    byte[] bytes = EVENTS.getBytes(StandardCharsets.UTF_8);
    events.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    assertThat(events.passedOver()).isEqualTo(1);
    assertThat(told.told).hasSize(3);
  }

  @Test
  void knowsHowAResponseCarriesMessages() {
    assertThat(Kind.of("application/json; charset=utf-8")).isEqualTo(Kind.JSON);
    assertThat(Kind.of("Text/Event-Stream")).isEqualTo(Kind.EVENTS);
    assertThat(Kind.of("text/plain")).isEqualTo(Kind.OTHER);
    assertThat(Kind.of(null)).isEqualTo(Kind.OTHER);
  }
}
