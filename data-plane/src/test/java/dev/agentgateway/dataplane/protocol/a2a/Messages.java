package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Requests and responses, as their readers get them. */
final class Messages {
  static final int MAX_BYTES = 64 * 1024;

  private Messages() {}

  /** A head; {@code fields} alternate names and values. */
  static RequestHead request(String method, String target, String... fields) {
    RequestHead head = new RequestHead();
    head.setMethod(method);
    head.setTarget(target);
    for (int i = 0; i < fields.length; i += 2) {
      head.headers().add(fields[i], fields[i + 1]);
    }
    return head;
  }

  /** A JSON-RPC request, read in pieces of a size. */
  static A2aCall rpc(String json, int pieces) {
    A2aCall call =
        new A2aCall(A2aRequest.of(request("POST", "/a2a", "content-type", "application/json")));
    return read(call, json, pieces);
  }

  /** Reads the body of a call's request. */
  static A2aCall read(A2aCall call, String json, int pieces) {
    A2aRequestReader reader = new A2aRequestReader(call, MAX_BYTES);
    feed(json, pieces, reader::read);
    reader.end();
    return call;
  }

  /** Reads a response of a call, {@code type} its content type. */
  static A2aCall answer(A2aCall call, int status, String type, String body, int pieces) {
    ResponseHead head = new ResponseHead();
    head.setStatus(status, "");
    head.headers().add("content-type", type);
    A2aResponseReader reader = new A2aResponseReader(call, head, MAX_BYTES);
    feed(body, pieces, reader::read);
    reader.end();
    return call;
  }

  /** Cuts a text into pieces of a size; the buffers are reused as a connection's are. */
  static void feed(String text, int size, Consumer<ByteBuf> reader) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += size) {
      int length = Math.min(size, bytes.length - at);
      ByteBuf piece = Unpooled.directBuffer().writeBytes(bytes, at, length);
      int start = piece.readerIndex();
      reader.accept(piece);
      if (piece.readerIndex() != start || piece.readableBytes() != length) {
        throw new AssertionError("the reader moved an index");
      }
      piece.setZero(0, length).release();
    }
  }
}
