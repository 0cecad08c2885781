package dev.agentgateway.dataplane.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes gzip and deflate. Stops, for good, at data that is not what it claims to be or expands
 * beyond a bound.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public final class ContentDecoder implements AutoCloseable {
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
  public static boolean isCoding(@Nullable String coding) {
    return coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity");
  }

  /** Whether there is a decoder for this Content-Encoding. */
  public static boolean isKnown(@Nullable String coding) {
    return coding != null && wrapper(coding) != ZlibWrapper.NONE;
  }

  /**
   * A decoder for a Content-Encoding, or null where it is none of gzip and deflate.
   *
   * @param bodyBytes bound of a body that is read; decoded it may be 64 times that
   */
  public static @Nullable ContentDecoder of(@Nullable String coding, int bodyBytes) {
    return coding != null && isKnown(coding)
        ? new ContentDecoder(wrapper(coding), bodyBytes)
        : null;
  }

  private static ZlibWrapper wrapper(String coding) {
    return switch (coding.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> ZlibWrapper.GZIP;
      case "deflate" -> ZlibWrapper.ZLIB_OR_NONE;
      default -> ZlibWrapper.NONE;
    };
  }

  /** Whether the data was not what it claims to be, or too large, so that not all was shown. */
  public boolean isBroken() {
    return stopped;
  }

  /**
   * Decodes a whole body.
   *
   * @param maxBytes bound of what it yields
   * @return null where it is broken or yields more
   */
  public static byte @Nullable [] decodeWhole(ContentDecoder decoder, ByteBuf body, int maxBytes) {
    try (decoder) {
      ByteBuf whole = Unpooled.buffer();
      decoder.decode(
          body,
          out -> {
            if (whole.readableBytes() + out.readableBytes() <= maxBytes) {
              whole.writeBytes(out);
            } else {
              decoder.stopped = true;
            }
          });
      return decoder.stopped ? null : ByteBufUtil.getBytes(whole);
    }
  }

  /** Decodes the readable bytes, whose indices stay; what they yield is valid until return. */
  public void decode(ByteBuf in, Consumer<ByteBuf> consumer) {
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
    try {
      var _ = channel.finishAndReleaseAll();
    } catch (DecoderException _) {
      // It looks at what is left once more.
    }
  }
}
