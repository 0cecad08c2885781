package dev.agentgateway.dataplane.filter.a2a;

import dev.agentgateway.dataplane.config.RouteAction.PathRewrite;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.a2a.AgentCard;
import dev.agentgateway.dataplane.protocol.a2a.CardAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a response back that is an agent's card until it is whole, and hands it on with the
 * addresses that the client can reach; one that is larger than the bound is handed on as it comes.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
final class CardResponse {
  private static final Logger log = LoggerFactory.getLogger(CardResponse.class);
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final int OK = 200;

  // Told of the bytes that the agent sent.
  private static final HeaderName[] DIGESTS = {
    HeaderName.of("content-digest"),
    HeaderName.of("repr-digest"),
    HeaderName.of("digest"),
    HeaderName.of("content-md5")
  };

  private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final AtomicLong NEXT_LOG = new AtomicLong(System.nanoTime());

  private final FilterContext context;
  private final ResponseHead head;
  private final long framing;
  private final WeightedCluster cluster;
  private final int maxBytes;
  private final boolean isPublic;
  private @Nullable ByteBuf held = Unpooled.buffer();

  private CardResponse(
      FilterContext context,
      ResponseHead head,
      long framing,
      WeightedCluster cluster,
      int maxBytes,
      boolean isPublic) {
    this.context = context;
    this.head = head;
    this.framing = framing;
    this.cluster = cluster;
    this.maxBytes = maxBytes;
    this.isPublic = isPublic;
  }

  /**
   * Begins to hold a response back; null where its head says that it is nothing to rewrite.
   *
   * @param isPublic whether it is the card that everybody is given
   */
  static @Nullable CardResponse begin(
      FilterContext context,
      ResponseHead head,
      long framing,
      WeightedCluster cluster,
      int maxBytes,
      boolean isPublic) {
    Headers headers = head.headers();
    boolean mayBeCard =
        head.status() == OK
            && framing <= maxBytes
            && isReadable(headers.get(CONTENT_ENCODING))
            && !context.exchange().originalAuthority().isEmpty()
            && isJson(headers.get(CONTENT_TYPE));
    return mayBeCard ? new CardResponse(context, head, framing, cluster, maxBytes, isPublic) : null;
  }

  /** Takes data; false where it is not held back but to be handed on. */
  boolean take(ByteBuf in, int length) {
    ByteBuf bytes = held;
    if (bytes == null) {
      return false;
    }
    if (bytes.readableBytes() + length > maxBytes) {
      handOn(bytes, framing);
      return false;
    }
    bytes.writeBytes(in, length);
    return true;
  }

  /** The response is whole: hands it on, but for its end. */
  void end() {
    ByteBuf bytes = held;
    if (bytes == null) {
      return;
    }
    byte[] plain = plain(bytes);
    if (plain != null && isPublic) {
      KnownAgents.seen(cluster.cluster(), context.request().path(), plain);
    }
    Optional<AgentCard> card =
        plain == null ? Optional.empty() : AgentCard.rewrite(plain, address(context));
    if (card.isEmpty()) {
      handOn(bytes, framing);
      return;
    }
    head.headers().remove(CONTENT_ENCODING);
    ByteBuf rewritten = Unpooled.wrappedBuffer(card.get().json());
    int length = rewritten.readableBytes();
    head.headers().set(CONTENT_LENGTH, Integer.toString(length));
    for (HeaderName digest : DIGESTS) {
      head.headers().remove(digest);
    }
    if (card.get().signaturesDropped()) {
      logDroppedSignature();
    }
    handOn(rewritten, length);
  }

  /** The bytes without their content coding; null where they do not have it. */
  private byte @Nullable [] plain(ByteBuf bytes) {
    ContentDecoder decoder = ContentDecoder.of(head.headers().get(CONTENT_ENCODING), maxBytes);
    return decoder == null
        ? ByteBufUtil.getBytes(bytes)
        : ContentDecoder.decodeWhole(decoder, bytes, maxBytes);
  }

  private static boolean isReadable(@Nullable String coding) {
    return !ContentDecoder.isCoding(coding) || ContentDecoder.isKnown(coding);
  }

  private void handOn(ByteBuf bytes, long bodyFraming) {
    held = null;
    ResponseReceiver receiver = context.receiver();
    receiver.responseHead(head, bodyFraming, cluster);
    if (bytes.isReadable()) {
      receiver.responseData(bytes, bytes.readableBytes());
    }
  }

  private void logDroppedSignature() {
    long now = System.nanoTime();
    long next = NEXT_LOG.get();
    if (now - next >= 0 && NEXT_LOG.compareAndSet(next, now + LOG_INTERVAL_NANOS)) {
      log.atWarn()
          .addKeyValue("cluster", cluster.cluster())
          .log("agent card passed on without its signatures, which its new addresses broke");
    }
  }

  /** Where the client reached the agent. */
  private static CardAddress address(FilterContext context) {
    Exchange exchange = context.exchange();
    String routePrefix = "";
    String upstreamPrefix = "";
    if (context.forward().rewrite().path()
        instanceof PathRewrite.Prefix(String matched, String replacement)) {
      routePrefix = matched;
      upstreamPrefix = replacement;
    }
    return new CardAddress(
        exchange.clientScheme(), exchange.originalAuthority(), routePrefix, upstreamPrefix);
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType == null || contentType.toLowerCase(Locale.ROOT).contains("json");
  }
}
