package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCapture;
import dev.agentgateway.dataplane.protocol.llm.LlmResponseReader;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent to a model: its answer is read while it passes on.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
final class LlmExchange implements ResponseReceiver {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final int FIRST_ERROR = 400;

  private final FilterContext context;
  private final ResponseReceiver receiver;
  private final LlmConfig config;
  private final LlmCall call;
  private final LlmCapture capture;
  private final boolean hidesUsage;
  private final ClusterCall upstream;
  private long startNanos;
  private @Nullable LlmResponseReader reader;
  private @Nullable ContentDecoder decoder;
  private int status;
  private boolean ended;

  /**
   * @param hidesUsage whether the client did not ask for the usage that the provider was asked for
   */
  LlmExchange(
      FilterContext context,
      LlmConfig config,
      LlmCall call,
      LlmCapture capture,
      boolean hidesUsage) {
    this.context = context;
    this.receiver = context.receiver();
    this.config = config;
    this.call = call;
    this.capture = capture;
    this.hidesUsage = hidesUsage;
    this.upstream = context.newCall(this);
  }

  /** Begins to send; the body goes to {@link #upstream}. */
  void start(long framing) {
    startNanos = System.nanoTime();
    context.port().telemetry().callStarted(context.exchange(), call, null);
    upstream.start(context.port().telemetry(), context.forward(), context.choice(), framing, call);
  }

  RequestReceiver upstream() {
    return upstream;
  }

  void cancel(RequestFailure reason) {
    upstream.cancel(reason);
    fail(reason);
  }

  @Override
  public void informational(ResponseHead head) {
    receiver.informational(head);
  }

  @Override
  public void responseHead(ResponseHead head, long framing, WeightedCluster cluster) {
    Headers headers = head.headers();
    status = head.status();
    String coding = headers.get(CONTENT_ENCODING);
    boolean plain = !ContentDecoder.isCoding(coding);
    decoder = plain ? null : ContentDecoder.of(coding, config.maxBodyBytes());
    String type = headers.get(CONTENT_TYPE);
    LlmResponseReader made =
        new LlmResponseReader(
            call,
            status,
            plain || decoder != null ? (type == null ? "" : type) : coding + "",
            capture,
            hidesUsage && plain,
            config.maxBodyBytes(),
            startNanos);
    reader = made;
    nameServer();
    long sent = framing;
    if (made.filters() && framing >= 0) {
      headers.remove(CONTENT_LENGTH);
      sent = Framing.CHUNKED;
    }
    receiver.responseHead(head, sent, cluster);
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    LlmResponseReader to = reader;
    ContentDecoder coded = decoder;
    long now = System.nanoTime();
    if (to == null) {
      receiver.responseData(in, length);
    } else if (to.filters()) {
      pass(to.filter(in.readRetainedSlice(length), now));
    } else {
      ByteBuf data = in.slice(in.readerIndex(), length);
      if (coded == null) {
        to.read(data, now);
      } else {
        coded.decode(data, decoded -> to.read(decoded, now));
      }
      receiver.responseData(in, length);
    }
  }

  @Override
  public void responseEnd(Headers trailers) {
    LlmResponseReader to = reader;
    if (to != null) {
      pass(to.end(false));
    }
    end();
    receiver.responseEnd(trailers);
  }

  @Override
  public void responseFailed(RequestFailure failure, int failedStatus) {
    LlmResponseReader to = reader;
    if (to != null && !ended) {
      // What was held back is the client's, as far as it came.
      pass(to.end(true));
    }
    fail(failure);
    receiver.responseFailed(failure, failedStatus);
  }

  @Override
  public void flushResponse() {
    receiver.flushResponse();
  }

  @Override
  public void requestWanted(boolean wanted) {
    receiver.requestWanted(wanted);
  }

  private void pass(ByteBuf out) {
    try {
      if (out.isReadable()) {
        receiver.responseData(out, out.readableBytes());
      }
    } finally {
      out.release();
    }
  }

  private void fail(RequestFailure failure) {
    if (ended) {
      return;
    }
    LlmResponseReader to = reader;
    if (to != null) {
      to.end(true).release();
    }
    call.fail(failure.errorType(), "");
    end();
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    ContentDecoder coded = decoder;
    if (coded != null) {
      coded.close();
    }
    if (status >= FIRST_ERROR) {
      String code = call.providerErrorCode();
      String type = code != null ? code : call.providerErrorType();
      call.fail(type != null ? type : Integer.toString(status), "");
    }
    if (call.serverAddress().isEmpty()) {
      nameServer();
    }
    context.port().telemetry().callEnded(context.exchange(), call);
  }

  /** Names the provider's host, where it is known, rather than an address of it. */
  private void nameServer() {
    Exchange exchange = context.exchange();
    Attempt attempt = exchange.attempt();
    if (attempt != null) {
      InetSocketAddress endpoint = attempt.endpoint();
      call.setServer(
          config.host().map(LlmExchange::hostOf).orElse(endpoint.getHostString()),
          endpoint.getPort());
    }
  }

  private static String hostOf(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
