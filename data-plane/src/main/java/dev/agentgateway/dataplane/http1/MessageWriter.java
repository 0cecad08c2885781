package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a connection. Heads and small pieces of bodies are gathered in one buffer;
 * larger pieces are passed on without a copy. Nothing leaves before {@link #flush}.
 */
public final class MessageWriter {
  private static final int COPIED_BYTES = 2048;
  private static final int MIN_BUFFER_BYTES = 1024;
  private static final int CHUNK_SIZE_BYTES = 10;
  private static final int LAST_CHUNK_BYTES = 5;

  private final Channel channel;
  private @Nullable ByteBuf gathered;
  private boolean chunked;
  private boolean dirty;

  public MessageWriter(Channel channel) {
    this.channel = channel;
  }

  /** Begins a request. */
  public void request(RequestHead head, long framing) {
    HeadWriter.request(room(HeadWriter.maxBytes(head)), head, framing);
    chunked = framing == Framing.CHUNKED;
  }

  /** Begins a response, or writes an informational one. */
  public void response(ResponseHead head, boolean inChunks, HeadWriter.Connection connection) {
    HeadWriter.response(room(HeadWriter.maxBytes(head)), head, inChunks, connection);
    chunked = inChunks;
  }

  /** Writes the next {@code length} bytes of the buffer as data of the body. */
  public void data(ByteBuf in, int length) {
    if (length == 0) {
      return;
    }
    if (chunked) {
      HeadWriter.chunkSize(room(CHUNK_SIZE_BYTES), length);
    }
    if (length <= COPIED_BYTES) {
      room(length).writeBytes(in, length);
    } else {
      passOn();
      dirty = true;
      var _ = channel.write(in.readRetainedSlice(length), channel.voidPromise());
    }
    if (chunked) {
      HeadWriter.chunkEnd(room(2));
    }
  }

  /** Ends the body. */
  public void end(Headers trailers) {
    if (chunked) {
      int bytes = LAST_CHUNK_BYTES + trailers.maxWireBytes();
      HeadWriter.lastChunk(room(bytes), trailers);
      chunked = false;
    }
  }

  /** Whether something was written since the last flush. */
  public boolean isDirty() {
    return dirty;
  }

  /** Sends what was written. */
  public void flush() {
    if (dirty) {
      passOn();
      dirty = false;
      channel.flush();
    }
  }

  /** Forgets what was not sent. */
  public void release() {
    ByteBuf buffer = gathered;
    gathered = null;
    dirty = false;
    if (buffer != null) {
      buffer.release();
    }
  }

  private ByteBuf room(int bytes) {
    dirty = true;
    ByteBuf buffer = gathered;
    if (buffer != null) {
      if (buffer.writableBytes() >= bytes) {
        return buffer;
      }
      passOn();
    }
    buffer = channel.alloc().directBuffer(Math.max(bytes, MIN_BUFFER_BYTES));
    gathered = buffer;
    return buffer;
  }

  private void passOn() {
    ByteBuf buffer = gathered;
    if (buffer != null) {
      gathered = null;
      var _ = channel.write(buffer, channel.voidPromise());
    }
  }
}
