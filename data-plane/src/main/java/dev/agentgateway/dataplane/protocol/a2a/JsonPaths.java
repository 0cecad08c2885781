package dev.agentgateway.dataplane.protocol.a2a;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text as its bytes arrive, cut wherever they are, and tells of every scalar the
 * names on the way to it. What cannot be read ends the reading and nothing else.
 *
 * <p>Keeps one scalar of at most {@link #MAX_SCALAR} characters.
 */
final class JsonPaths {
  /** The longest scalar that is kept while it arrives, in characters. */
  static final int MAX_SCALAR = 1 << 20;

  /** Longer texts are not told: an identifier is never that long. */
  static final int MAX_TEXT = 1024;

  /** The name of every element of an array. */
  static final String ELEMENT = "[]";

  private static final int MAX_NAMES = 6;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_SCALAR).build())
          .build();

  /** What is told of a JSON text. */
  interface Sink {
    /** A scalar at {@code path}. */
    void scalar(JsonPaths path);

    /** The object or array at {@code path} begins; that at the root too. */
    default void begins(JsonPaths path) {}
  }

  private final Sink sink;
  private final JsonParser parser;
  private final ByteBufferFeeder feeder;
  private final long maxBytes;
  private final @Nullable String[] names = new @Nullable String[MAX_NAMES];
  private int depth;
  private long bytes;
  private boolean ended;
  private boolean whole;

  /**
   * @param maxBytes what comes after these is not read
   */
  JsonPaths(Sink sink, long maxBytes) {
    this.sink = sink;
    this.maxBytes = maxBytes;
    try {
      this.parser = FACTORY.createNonBlockingByteBufferParser();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.feeder = (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
  }

  /** Reads the readable bytes; the buffer's indexes stay. */
  void read(ByteBuf data) {
    int readable = data.readableBytes();
    if (ended || readable == 0) {
      return;
    }
    bytes += readable;
    if (bytes > maxBytes) {
      end();
      return;
    }
    if (data.nioBufferCount() == 1) {
      read(data.nioBuffer());
    } else {
      for (ByteBuffer part : data.nioBuffers()) {
        read(part);
      }
    }
  }

  private void read(ByteBuffer data) {
    if (ended || !data.hasRemaining()) {
      return;
    }
    try {
      feeder.feedInput(data);
      for (JsonToken token = parser.nextToken();
          token != null && token != JsonToken.NOT_AVAILABLE;
          token = parser.nextToken()) {
        take(token);
        if (depth == 0) {
          whole = true;
          end();
          return;
        }
      }
    } catch (IOException e) {
      end();
    }
  }

  private void take(JsonToken token) throws IOException {
    if (token == JsonToken.FIELD_NAME) {
      name(depth - 1, parser.currentName());
    } else if (token.isStructStart()) {
      sink.begins(this);
      name(depth, token == JsonToken.START_ARRAY ? ELEMENT : null);
      depth++;
    } else if (token.isStructEnd()) {
      depth--;
    } else {
      sink.scalar(this);
    }
  }

  private void name(int at, @Nullable String name) {
    if (at < MAX_NAMES) {
      names[at] = name;
    }
  }

  /** Gives up what the reading holds. */
  void end() {
    if (!ended) {
      ended = true;
      try {
        parser.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Whether the text was read from its first to its last byte. */
  boolean isWhole() {
    return whole;
  }

  /** Names on the way here; 0 at the root. */
  int depth() {
    return depth;
  }

  /** A name on the way here; empty where it is too deep to be kept. */
  String name(int at) {
    String name = at < depth && at < MAX_NAMES ? names[at] : null;
    return name == null ? "" : name;
  }

  /** The scalar's text; empty where it is too long or null. */
  String text() {
    try {
      return parser.currentToken() == JsonToken.VALUE_NULL || parser.getTextLength() > MAX_TEXT
          ? ""
          : parser.getText();
    } catch (IOException e) {
      return "";
    }
  }

  /** The scalar as an integer, or {@code otherwise}. */
  int integer(int otherwise) {
    try {
      return parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }
}
