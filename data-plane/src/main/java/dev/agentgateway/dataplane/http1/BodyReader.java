package dev.agentgateway.dataplane.http1;

import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Takes bodies out of the bytes of a connection. Chunk extensions are dropped; framing fields among
 * trailers are dropped.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112, 7.1</a>
 */
public final class BodyReader {
  private static final int MAX_TRAILER_BYTES = 8 * 1024;
  private static final int MAX_EXTENSION_BYTES = 4 * 1024;
  private static final int MAX_SIZE_DIGITS = 15;
  private static final List<HeaderName> NOT_TRAILERS =
      List.of(
          HeaderName.of("content-length"),
          HeaderName.of("transfer-encoding"),
          HeaderName.of("connection"),
          HeaderName.of("keep-alive"),
          HeaderName.of("te"),
          HeaderName.of("trailer"),
          HeaderName.of("upgrade"),
          HeaderName.of("host"),
          HeaderName.of("authorization"),
          HeaderName.of("content-encoding"),
          HeaderName.of("content-type"),
          HeaderName.of("content-range"));

  /** Takes what is read. */
  public interface Sink {
    /**
     * Data of the body: the next {@code length} bytes of the buffer. Moves its readerIndex by that
     * much.
     */
    void bodyData(ByteBuf in, int length);

    /** The body is complete. The trailers, empty where there are none, are valid until return. */
    void bodyEnd(Headers trailers);
  }

  private enum State {
    DONE,
    COUNTED,
    UNTIL_CLOSE,
    SIZE,
    EXTENSION,
    SIZE_LF,
    CHUNK,
    CHUNK_CR,
    CHUNK_LF,
    TRAILERS
  }

  private final Headers trailers = new Headers();
  private final SectionReader trailerReader =
      new SectionReader(trailers, null, false, MAX_TRAILER_BYTES);
  private State state = State.DONE;
  private long remaining;
  private int sizeDigits;
  private int extensionBytes;

  /** Begins a body with a framing of {@link Framing}; one of no bytes is done at once. */
  public void begin(long framing) {
    trailers.clear();
    if (framing == Framing.CHUNKED) {
      state = State.SIZE;
      remaining = 0;
      sizeDigits = 0;
      extensionBytes = 0;
    } else if (framing == Framing.UNTIL_CLOSE) {
      state = State.UNTIL_CLOSE;
    } else {
      remaining = framing;
      state = framing == 0 ? State.DONE : State.COUNTED;
    }
  }

  /** Whether the body ended. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** Whether the end of the connection ends the body. */
  public boolean isUntilClose() {
    return state == State.UNTIL_CLOSE;
  }

  /** Ends a body that ends with the connection. */
  public void close(Sink sink) {
    finish(sink);
  }

  /** Takes bytes of the body; what follows it stays in the buffer. */
  public void read(ByteBuf in, Sink sink) throws MalformedException {
    while (in.isReadable() && state != State.DONE) {
      switch (state) {
        case DONE -> {}
        case COUNTED -> readCounted(in, sink);
        case UNTIL_CLOSE -> sink.bodyData(in, in.readableBytes());
        case SIZE -> readSize(in.readByte());
        case EXTENSION -> readExtension(in.readByte());
        case SIZE_LF -> readSizeEnd(in.readByte());
        case CHUNK -> readChunk(in, sink);
        case CHUNK_CR -> {
          expect(in.readByte(), '\r');
          state = State.CHUNK_LF;
        }
        case CHUNK_LF -> {
          expect(in.readByte(), '\n');
          remaining = 0;
          sizeDigits = 0;
          state = State.SIZE;
        }
        case TRAILERS -> readTrailers(in, sink);
      }
    }
  }

  private void readCounted(ByteBuf in, Sink sink) {
    int count = (int) Math.min(in.readableBytes(), remaining);
    remaining -= count;
    boolean last = remaining == 0;
    sink.bodyData(in, count);
    if (last) {
      finish(sink);
    }
  }

  private void readChunk(ByteBuf in, Sink sink) {
    int count = (int) Math.min(in.readableBytes(), remaining);
    remaining -= count;
    if (remaining == 0) {
      state = State.CHUNK_CR;
    }
    sink.bodyData(in, count);
  }

  private void readSize(byte b) throws MalformedException {
    int digit = Character.digit((char) (b & 0x7f), 16);
    if (digit >= 0 && b >= 0) {
      sizeDigits++;
      if (sizeDigits > MAX_SIZE_DIGITS) {
        throw MalformedException.of("chunk size has more than " + MAX_SIZE_DIGITS + " digits");
      }
      remaining = (remaining << 4) | digit;
      return;
    }
    if (sizeDigits == 0) {
      throw MalformedException.of("invalid chunk size");
    }
    if (b == ';') {
      state = State.EXTENSION;
    } else {
      expect(b, '\r');
      state = State.SIZE_LF;
    }
  }

  private void readExtension(byte b) throws MalformedException {
    extensionBytes++;
    if (extensionBytes > MAX_EXTENSION_BYTES) {
      throw MalformedException.of("chunk extensions exceed " + MAX_EXTENSION_BYTES + " bytes");
    }
    if (b == '\r') {
      state = State.SIZE_LF;
    } else if (!Octets.isValue(b)) {
      throw MalformedException.of("invalid octet in a chunk extension");
    }
  }

  private void readSizeEnd(byte b) throws MalformedException {
    expect(b, '\n');
    if (remaining > 0) {
      state = State.CHUNK;
    } else {
      trailerReader.begin();
      state = State.TRAILERS;
    }
  }

  private void readTrailers(ByteBuf in, Sink sink) throws MalformedException {
    if (trailerReader.read(in)) {
      for (HeaderName name : NOT_TRAILERS) {
        trailers.remove(name);
      }
      finish(sink);
    }
  }

  private void finish(Sink sink) {
    state = State.DONE;
    sink.bodyEnd(trailers);
  }

  private static void expect(byte b, char expected) throws MalformedException {
    if (b != expected) {
      throw MalformedException.of("invalid line end in a chunked body");
    }
  }
}
