package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.filter.Credentials;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCapture;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.llm.LlmRequest;
import dev.agentgateway.dataplane.protocol.llm.LlmRequestRewriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model. Its body is kept until it is whole, then read, changed where the backend
 * says so, and sent; one that is larger than the bound is sent as it comes and not read. A coded
 * body is decoded for reading, and sent plain where it was changed.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public final class LlmFilter implements RequestReceiver {
  private static final HeaderName ACCEPT_ENCODING = HeaderName.of("accept-encoding");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderName EXPECT = HeaderName.of("expect");
  private static final HeaderName BAGGAGE = HeaderName.of("baggage");
  private static final HeaderName AUTHORIZATION = HeaderName.of("authorization");
  private static final HeaderName ANTHROPIC_VERSION = HeaderName.of("anthropic-version");
  private static final String NEWEST_ANTHROPIC_VERSION = "2023-06-01";
  private static final int CONTINUE = 100;

  private final FilterContext context;
  private final LlmConfig config;
  private final LlmFormat format;
  private final LlmCapture capture;
  private final HeldBody body = new HeldBody();
  private boolean holding;
  private @Nullable LlmExchange sent;

  private LlmFilter(FilterContext context, LlmConfig config, LlmFormat format) {
    this.context = context;
    this.config = config;
    this.format = format;
    Contents named = context.port().telemetry().contents(context.exchange());
    this.capture = new LlmCapture(named.prompt(), named.completion(), named.toolCalls());
  }

  /**
   * Begins to forward a request.
   *
   * @param plain a call of the exchange's own head, used for what carries no message to a model
   * @return where the request's body goes; null where it was answered already
   */
  public static @Nullable RequestReceiver open(
      FilterContext context, LlmConfig config, ClusterCall plain) {
    RequestHead head = context.request();
    LlmFormat format =
        context.framing() == Framing.NONE ? null : ProviderApi.format(config, head.path());
    if (format != null && !ProviderApi.speaks(config, format)) {
      Refusal.send(
          context,
          format,
          "this backend does not speak "
              + format.pathEnd().substring(1)
              + " (expected: "
              + ProviderApi.formats(config)
              + ")");
      return null;
    }
    if (!prepare(context, config, head)) {
      context
          .receiver()
          .responseFailed(RequestFailure.INVALID_BACKEND, RequestFailure.INVALID_BACKEND.status());
      return null;
    }
    if (format == null) {
      plain.start(
          context.port().telemetry(), context.forward(), context.choice(), context.framing(), null);
      return plain;
    }
    LlmFilter filter = new LlmFilter(context, config, format);
    filter.begin();
    return filter;
  }

  /** Sets what every request to the provider carries; false where credentials are missing. */
  private static boolean prepare(FilterContext context, LlmConfig config, RequestHead head) {
    Headers headers = head.headers();
    config.host().ifPresent(head::setAuthority);
    Auth auth = context.choice().backend().auth();
    if (auth instanceof Auth.Secret) {
      headers.remove(AUTHORIZATION);
    }
    if (!Credentials.apply(
        headers, auth, context.port().secrets(), ProviderApi.credentials(config.provider()))) {
      return false;
    }
    if (ProviderApi.isPublic(config.provider())) {
      headers.remove(BAGGAGE);
    }
    if (config.provider() == LlmConfig.Provider.ANTHROPIC && !headers.contains(ANTHROPIC_VERSION)) {
      headers.add(ANTHROPIC_VERSION, NEWEST_ANTHROPIC_VERSION);
    }
    return true;
  }

  private void begin() {
    Headers headers = context.request().headers();
    headers.set(ACCEPT_ENCODING, "identity");
    String coding = headers.get(CONTENT_ENCODING);
    if (ContentDecoder.isCoding(coding) && !ContentDecoder.isKnown(coding)) {
      startUnread(LlmRequest.Reason.CODED, "the body has a content coding");
    } else if (context.framing() > config.maxBodyBytes()) {
      startUnread(LlmRequest.Reason.TOO_LARGE, tooLarge());
    } else {
      holding = true;
      if (headers.contains(EXPECT)) {
        // The body is wanted here, whatever the provider says of it.
        headers.remove(EXPECT);
        ResponseHead proceed = new ResponseHead();
        proceed.setStatus(CONTINUE, "Continue");
        context.receiver().informational(proceed);
        context.receiver().flushResponse();
      }
    }
  }

  @Override
  public void requestData(ByteBuf in, int length) {
    LlmExchange open = sent;
    if (open != null) {
      open.upstream().requestData(in, length);
    } else if (!holding) {
      in.skipBytes(length);
    } else if (body.size() + length > config.maxBodyBytes()) {
      ByteBuf before = body.take();
      try {
        RequestReceiver upstream = startUnread(LlmRequest.Reason.TOO_LARGE, tooLarge()).upstream();
        upstream.requestData(before, before.readableBytes());
        upstream.requestData(in, length);
      } finally {
        before.release();
      }
    } else {
      body.add(in, length);
    }
  }

  @Override
  public void requestEnd(Headers trailers) {
    LlmExchange open = sent;
    if (open != null) {
      open.upstream().requestEnd(trailers);
    } else if (holding) {
      holding = false;
      sendWhole(body.take(), trailers);
    }
  }

  @Override
  public void flush() {
    LlmExchange open = sent;
    if (open != null) {
      open.upstream().flush();
    }
  }

  @Override
  public void setReading(boolean reading) {
    LlmExchange open = sent;
    if (open != null) {
      open.upstream().setReading(reading);
    }
  }

  @Override
  public void cancel(RequestFailure reason) {
    holding = false;
    body.release();
    LlmExchange open = sent;
    if (open != null) {
      open.cancel(reason);
    }
  }

  private void sendWhole(ByteBuf whole, Headers trailers) {
    ByteBuf changed = null;
    try {
      ByteBuf plain = plain(whole);
      LlmRequest request =
          plain == null
              ? LlmRequest.unreadable(
                  format,
                  LlmRequest.Reason.CODED,
                  "the body is not what its content coding says, or too large without it",
                  whole.readableBytes())
              : LlmRequest.read(format, plain, capture);
      String model = null;
      boolean addsUsage = false;
      if (plain != null && request.problem() == null) {
        model = ModelChoice.of(config, request.model());
        addsUsage = addsUsage(request);
        if (model != null || addsUsage) {
          changed = LlmRequestRewriter.rewrite(request, plain, model, addsUsage);
        }
      }
      ByteBuf out = changed == null ? whole : changed;
      int length = out.readableBytes();
      if (changed != null) {
        context.request().headers().remove(CONTENT_ENCODING);
      }
      context.request().headers().set(CONTENT_LENGTH, Integer.toString(length));
      RequestReceiver upstream = start(request, model, addsUsage, length).upstream();
      upstream.requestData(out, length);
      upstream.requestEnd(trailers);
    } finally {
      if (changed != null) {
        changed.release();
      }
      whole.release();
    }
  }

  /** A body without its content coding; null: it cannot be undone within the bound. */
  private @Nullable ByteBuf plain(ByteBuf whole) {
    String coding = context.request().headers().get(CONTENT_ENCODING);
    if (!ContentDecoder.isCoding(coding)) {
      return whole;
    }
    ContentDecoder decoder = ContentDecoder.of(coding, config.maxBodyBytes());
    byte[] decoded =
        decoder == null ? null : ContentDecoder.decodeWhole(decoder, whole, config.maxBodyBytes());
    return decoded == null ? null : Unpooled.wrappedBuffer(decoded);
  }

  /** Whether the usage is asked for on the client's behalf. */
  private boolean addsUsage(LlmRequest request) {
    return config.includeUsage()
        && request.stream()
        && !request.includesUsage()
        && format.hasStreamOptions();
  }

  /** Sends a request whose body is not read; it follows as it comes. */
  private LlmExchange startUnread(LlmRequest.Reason reason, String detail) {
    holding = false;
    long bytes = Math.max(0, context.framing());
    LlmRequest request = LlmRequest.unreadable(format, reason, detail, bytes);
    return start(request, null, false, context.framing());
  }

  private LlmExchange start(
      LlmRequest request, @Nullable String model, boolean hidesUsage, long framing) {
    RequestHead head = context.request();
    String sentModel = model != null ? model : request.model();
    head.setTarget(ProviderApi.target(config, format, head.target(), sentModel));
    LlmCall call = new LlmCall(request, ProviderApi.name(config.provider()), null);
    if (model != null) {
      call.setSentModel(model);
    }
    LlmExchange open = new LlmExchange(context, config, call, capture, hidesUsage);
    sent = open;
    open.start(framing);
    return open;
  }

  private String tooLarge() {
    return "the body is larger than " + config.maxBodyBytes() + " bytes";
  }
}
