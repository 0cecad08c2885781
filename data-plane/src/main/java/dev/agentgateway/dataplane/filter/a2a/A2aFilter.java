package dev.agentgateway.dataplane.filter.a2a;

import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.exchange.UnreadBody;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall;
import dev.agentgateway.dataplane.protocol.a2a.A2aMethod;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequest;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequest.Binding;
import dev.agentgateway.dataplane.protocol.a2a.A2aRequestReader;
import dev.agentgateway.dataplane.protocol.a2a.A2aResponseReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request to an agent, watched in both directions while it passes.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public final class A2aFilter implements RequestReceiver, ResponseReceiver {
  private static final HeaderName ACCEPT_ENCODING = HeaderName.of("accept-encoding");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
  private static final String IDENTITY = "identity";

  private final FilterContext context;
  private final ResponseReceiver receiver;
  private final int maxBytes;
  private final boolean isCard;
  private final @Nullable A2aCall call;
  private final @Nullable A2aRequestReader request;
  private final @Nullable ContentDecoder requestDecoder;
  private final ClusterCall upstream;
  private @Nullable A2aResponseReader response;
  private @Nullable ContentDecoder responseDecoder;
  private @Nullable CardResponse card;
  private boolean requestRead;
  private boolean ended;

  private A2aFilter(FilterContext context, A2aConfig config, A2aRequest asked) {
    this.context = context;
    this.receiver = context.receiver();
    this.maxBytes = config.maxMessageBytes();
    this.isCard = asked.binding() == Binding.CARD;
    this.call = isCard ? null : new A2aCall(asked);
    String coding = context.request().headers().get(CONTENT_ENCODING);
    this.requestDecoder = ContentDecoder.of(coding, maxBytes);
    this.request =
        call == null
                || context.framing() == Framing.NONE
                || (requestDecoder == null && ContentDecoder.isCoding(coding))
            ? null
            : new A2aRequestReader(call, maxBytes);
    this.upstream = context.newCall(this);
  }

  /**
   * Begins to forward a request.
   *
   * @param plain a call of the exchange's own head, used for what is not A2A
   * @return where the request's body goes
   */
  public static RequestReceiver open(FilterContext context, A2aConfig config, ClusterCall plain) {
    RequestHead head = context.request();
    config.authority().ifPresent(head::setAuthority);
    A2aRequest asked = A2aRequest.of(head);
    if (asked.binding() == Binding.NONE) {
      plain.start(
          context.port().telemetry(), context.forward(), context.choice(), context.framing(), null);
      return plain;
    }
    // What cannot be read cannot be told.
    if (head.headers().contains(ACCEPT_ENCODING)) {
      head.headers().set(ACCEPT_ENCODING, IDENTITY);
    }
    A2aFilter filter = new A2aFilter(context, config, asked);
    filter.start();
    return filter;
  }

  private void start() {
    if (call != null) {
      call.setAgent(KnownAgents.find(context.choice().cluster()));
      context.port().telemetry().callStarted(context.exchange(), call, null);
      if (request == null && context.framing() != Framing.NONE) {
        unread(UnreadBody.A2A_REQUEST_CODED);
      }
    }
    upstream.start(
        context.port().telemetry(), context.forward(), context.choice(), context.framing(), call);
  }

  @Override
  public void requestData(ByteBuf in, int length) {
    A2aRequestReader reader = request;
    if (reader != null && !ended) {
      ByteBuf data = in.slice(in.readerIndex(), length);
      if (requestDecoder == null) {
        reader.read(data);
      } else {
        requestDecoder.decode(data, reader::read);
      }
    }
    upstream.requestData(in, length);
  }

  @Override
  public void requestEnd(Headers trailers) {
    endRequest();
    upstream.requestEnd(trailers);
  }

  @Override
  public void flush() {
    upstream.flush();
  }

  @Override
  public void setReading(boolean reading) {
    upstream.setReading(reading);
  }

  @Override
  public void cancel(RequestFailure reason) {
    upstream.cancel(reason);
    fail(reason);
  }

  @Override
  public void informational(ResponseHead head) {
    receiver.informational(head);
  }

  @Override
  public void responseHead(ResponseHead head, long framing, WeightedCluster cluster) {
    if (call != null) {
      String coding = head.headers().get(CONTENT_ENCODING);
      responseDecoder = ContentDecoder.of(coding, maxBytes);
      response =
          new A2aResponseReader(
              call, head, maxBytes, responseDecoder != null || !ContentDecoder.isCoding(coding));
      if (responseDecoder == null && ContentDecoder.isCoding(coding)) {
        unread(UnreadBody.A2A_RESPONSE_CODED);
      }
    }
    if (isCard || isExtendedCard()) {
      card = CardResponse.begin(context, head, framing, cluster, maxBytes, isCard);
      if (card != null) {
        return;
      }
    }
    receiver.responseHead(head, framing, cluster);
  }

  private boolean isExtendedCard() {
    return call != null && call.method() == A2aMethod.GET_EXTENDED_AGENT_CARD;
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    A2aResponseReader reader = response;
    if (reader != null) {
      ByteBuf data = in.slice(in.readerIndex(), length);
      if (responseDecoder == null) {
        reader.read(data);
      } else {
        responseDecoder.decode(data, reader::read);
      }
    }
    if (card == null || !card.take(in, length)) {
      receiver.responseData(in, length);
    }
  }

  @Override
  public void responseEnd(Headers trailers) {
    end();
    if (card != null) {
      card.end();
    }
    receiver.responseEnd(trailers);
  }

  @Override
  public void responseFailed(RequestFailure failure, int status) {
    fail(failure);
    receiver.responseFailed(failure, status);
  }

  @Override
  public void flushResponse() {
    receiver.flushResponse();
  }

  @Override
  public void requestWanted(boolean wanted) {
    receiver.requestWanted(wanted);
  }

  private void fail(RequestFailure failure) {
    if (ended) {
      return;
    }
    if (response != null) {
      response.cut();
    }
    if (call != null) {
      call.fail(failure.errorType(), "");
    }
    end();
  }

  private void endRequest() {
    if (request != null && !requestRead) {
      requestRead = true;
      request.end();
      if (request.isPartlyRead()) {
        unread(UnreadBody.A2A_REQUEST_TOO_LARGE);
      } else if (requestDecoder != null && requestDecoder.isBroken()) {
        unread(UnreadBody.A2A_REQUEST_CODED);
      }
      if (call != null) {
        context.port().telemetry().callRead(context.exchange(), call);
      }
    }
  }

  private void unread(UnreadBody body) {
    context.port().telemetry().bodyUnread(context.exchange(), body);
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    endRequest();
    if (response != null) {
      response.end();
      if (response.isPartlyRead()) {
        unread(UnreadBody.A2A_RESPONSE_PARTLY_READ);
      } else if (responseDecoder != null && responseDecoder.isBroken()) {
        unread(UnreadBody.A2A_RESPONSE_CODED);
      }
    }
    if (requestDecoder != null) {
      requestDecoder.close();
    }
    if (responseDecoder != null) {
      responseDecoder.close();
    }
    if (call != null) {
      context.port().telemetry().callEnded(context.exchange(), call);
    }
  }
}
