package dev.agentgateway.dataplane.filter.llm;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes gzip and deflate for reading; what is sent on stays coded. Stops, for good, at data that
 * is not what it claims to be or expands beyond a bound.
 */
final class ContentDecoder implements AutoCloseable {
  private static final int MAX_EXPANSION = 64;

  private final EmbeddedChannel channel;
  private final long maxBytes;
  private long decoded;
  private boolean stopped;

  private ContentDecoder(ZlibWrapper wrapper, int bodyBytes) {
    this.channel = new EmbeddedChannel(ZlibCodecFactory.newZlibDecoder(wrapper, bodyBytes));
    this.maxBytes = (long) bodyBytes * MAX_EXPANSION;
  }

  /** Whether a body with this Content-Encoding is coded. */
  static boolean isCoding(@Nullable String coding) {
    return coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity");
  }

  /**
   * A decoder for a Content-Encoding, or null where it is none of gzip and deflate.
   *
   * @param bodyBytes bound of a body that is read; decoded it may be 64 times that
   */
  static @Nullable ContentDecoder of(@Nullable String coding, int bodyBytes) {
    if (coding == null) {
      return null;
    }
    return switch (coding.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> new ContentDecoder(ZlibWrapper.GZIP, bodyBytes);
      case "deflate" -> new ContentDecoder(ZlibWrapper.ZLIB_OR_NONE, bodyBytes);
      default -> null;
    };
  }

  /** Decodes the readable bytes, whose indices stay; what they yield is valid until return. */
  void decode(ByteBuf in, Consumer<ByteBuf> consumer) {
    if (stopped) {
      return;
    }
    try {
      channel.writeInbound(in.retainedSlice());
    } catch (DecoderException _) {
      stopped = true;
    }
    for (ByteBuf out = channel.readInbound(); out != null; out = channel.readInbound()) {
      decoded += out.readableBytes();
      try {
        if (!stopped && decoded <= maxBytes) {
          consumer.accept(out);
        } else {
          stopped = true;
        }
      } finally {
        out.release();
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    var _ = channel.finishAndReleaseAll();
  }
}
