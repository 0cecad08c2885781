package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.protocol.json.JsonReader;
import dev.agentgateway.dataplane.protocol.json.JsonShape;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads what a request's body asks while it passes and fills in the call.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public final class A2aRequestReader {
  private static final int MAX_METHOD_BYTES = 64;
  private static final int MAX_REFERENCES = 32;
  private static final JsonShape<A2aRequestReader> REST = parameters();
  private static final JsonShape<A2aRequestReader> JSON_RPC =
      JsonShape.<A2aRequestReader>value()
          .member(
              "method",
              JsonShape.<A2aRequestReader>value()
                  .text(
                      MAX_METHOD_BYTES,
                      (reader, text) -> reader.call.setMethod(A2aMethod.ofRpc(text.string()))))
          .member("params", REST);

  private final A2aCall call;
  private final JsonReader<A2aRequestReader> json;
  private final List<String> references = new ArrayList<>(0);
  private long bytesLeft;
  private String id = "";
  private String pushedTaskId = "";

  /**
   * @param maxBytes what comes after these is not read
   */
  public A2aRequestReader(A2aCall call, int maxBytes) {
    this.call = call;
    this.bytesLeft = maxBytes;
    this.json = new JsonReader<>(call.binding() == A2aRequest.Binding.JSON_RPC ? JSON_RPC : REST);
    json.begin(this);
  }

  /** Reads the readable bytes; the buffer's indexes stay. */
  public void read(ByteBuf in) {
    read(in, in.readerIndex(), in.readableBytes());
  }

  /** Reads bytes of the buffer; its indexes stay. */
  public void read(ByteBuf in, int index, int length) {
    bytesLeft -= length;
    if (bytesLeft >= 0) {
      json.read(in, index, length);
    }
  }

  /** Whether the body is larger than the bound, so that its end was not read. */
  public boolean isPartlyRead() {
    return bytesLeft < 0;
  }

  /** The body ended, or no more of it will come. */
  public void end() {
    A2aMethod method = call.method();
    if (method.namesTask()) {
      call.setTaskId(id);
    } else if (method.isAboutPush()) {
      // 0.3 names the task by "id" where it reads and deletes.
      call.setTaskId(pushedTaskId.isEmpty() ? id : pushedTaskId);
    }
    if (!references.isEmpty()) {
      call.setReferenceTaskIds(references);
    }
  }

  private void refer(String taskId) {
    if (references.size() < MAX_REFERENCES) {
      references.add(taskId);
    }
  }

  private static JsonShape<A2aRequestReader> parameters() {
    JsonShape<A2aRequestReader> message =
        JsonShape.<A2aRequestReader>value()
            .member("messageId", text((reader, text) -> reader.call.setMessageId(text)))
            .member("taskId", text((reader, text) -> reader.call.setTaskId(text)))
            .member("contextId", text((reader, text) -> reader.call.setContextId(text)))
            .member(
                "referenceTaskIds",
                JsonShape.<A2aRequestReader>value().elements(text(A2aRequestReader::refer)));
    return JsonShape.<A2aRequestReader>value()
        .member("message", message)
        .member("id", text((reader, text) -> reader.id = text))
        .member("taskId", text((reader, text) -> reader.pushedTaskId = text))
        .member("contextId", text((reader, text) -> reader.call.setContextId(text)))
        .member("tenant", text((reader, text) -> reader.call.setTenant(text)));
  }

  private static JsonShape<A2aRequestReader> text(BiConsumer<A2aRequestReader, String> setter) {
    return JsonShape.<A2aRequestReader>value()
        .text(A2aCall.MAX_ID_BYTES, (reader, text) -> setter.accept(reader, text.string()));
  }
}
