package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig.Member;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.filter.FilterContext;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One request to whichever of several models. Its body is kept until one of them answers, so that
 * another can be asked where one fails: where nothing was sent to it, or its status says that it
 * did not do the work. A body that is larger than the bound goes to one only.
 *
 * <p>Threading: confined to the event loop of its exchange.
 */
public final class LlmGroupFilter implements RequestReceiver {
  private static final HeaderName EXPECT = HeaderName.of("expect");
  private static final Headers NO_TRAILERS = new Headers();
  private static final int CONTINUE = 100;

  private final FilterContext context;
  private final ProviderChoice choice;
  private final RequestHead asked = new RequestHead();
  private final int maxBytes;
  private final HeldBody held = new HeldBody();
  private @Nullable ByteBuf whole;
  private @Nullable RequestReceiver sent;
  private @Nullable ProviderTrial trial;
  private boolean ended;

  private LlmGroupFilter(FilterContext context, LlmGroupsConfig config) {
    this.context = context;
    this.choice = new ProviderChoice(config, context.request().path(), ThreadLocalRandom.current());
    this.maxBytes = config.providers().mapToInt(each -> each.llm().maxBodyBytes()).min().orElse(0);
    copy(context.request(), asked);
  }

  /**
   * Begins to forward a request.
   *
   * @return where its body goes; null where it was answered already
   */
  public static @Nullable RequestReceiver open(FilterContext context, LlmGroupsConfig config) {
    LlmGroupFilter filter = new LlmGroupFilter(context, config);
    if (filter.choice.isEmpty()) {
      // It says what it speaks.
      Member first = config.groups().getFirst().getFirst();
      return LlmFilter.open(
          filter.directed(first), first.llm(), context.newCall(context.receiver()));
    }
    if (context.framing() == Framing.NONE) {
      filter.requestEnd(NO_TRAILERS);
    } else {
      filter.proceed();
    }
    return filter.ended ? null : filter;
  }

  private void proceed() {
    Headers fields = context.request().headers();
    if (fields.contains(EXPECT)) {
      // The body is wanted here, whatever providers say of it.
      fields.remove(EXPECT);
      asked.headers().remove(EXPECT);
      ResponseHead proceed = new ResponseHead();
      proceed.setStatus(CONTINUE, "Continue");
      context.receiver().informational(proceed);
      context.receiver().flushResponse();
    }
  }

  @Override
  public void requestData(ByteBuf in, int length) {
    RequestReceiver open = sent;
    if (open != null) {
      open.requestData(in, length);
    } else if (ended) {
      in.skipBytes(length);
    } else if (held.size() + length <= maxBytes) {
      held.add(in, length);
    } else {
      ByteBuf before = held.take();
      try {
        RequestReceiver only = begin();
        if (only == null) {
          in.skipBytes(length);
        } else {
          only.requestData(before, before.readableBytes());
          only.requestData(in, length);
        }
      } finally {
        before.release();
      }
    }
  }

  @Override
  public void requestEnd(Headers trailers) {
    RequestReceiver open = sent;
    if (open != null) {
      open.requestEnd(trailers);
    } else if (!ended && whole == null) {
      whole = held.take();
      next();
    }
  }

  @Override
  public void flush() {
    RequestReceiver open = sent;
    if (open != null) {
      open.flush();
    }
  }

  @Override
  public void setReading(boolean reading) {
    RequestReceiver open = sent;
    if (open != null) {
      open.setReading(reading);
    }
  }

  @Override
  public void cancel(RequestFailure reason) {
    end();
    ProviderTrial current = trial;
    if (current != null) {
      current.forget();
    }
    RequestReceiver open = sent;
    if (open != null) {
      open.cancel(reason);
    }
  }

  /** Whether another provider can be asked the same. */
  boolean mayGoOn() {
    return !ended && whole != null && !choice.isEmpty();
  }

  /** Asks the next provider; there is one. */
  void next() {
    ByteBuf body = whole;
    RequestReceiver to = begin();
    if (to != null && body != null && whole != null) {
      to.requestData(body.slice(), body.readableBytes());
      to.requestEnd(NO_TRAILERS);
      to.flush();
    }
  }

  /** The client is being answered, or never will be: the body is not needed again. */
  void end() {
    ended = true;
    held.release();
    ByteBuf body = whole;
    whole = null;
    if (body != null) {
      body.release();
    }
  }

  FilterContext context() {
    return context;
  }

  /** Begins to ask the next provider; null: it is over with that one already. */
  private @Nullable RequestReceiver begin() {
    Member provider = choice.next(System.nanoTime());
    if (provider == null) {
      return null;
    }
    ProviderTrial made = new ProviderTrial(this, provider);
    trial = made;
    copy(asked, context.request());
    FilterContext directed = directed(provider).answering(made);
    RequestReceiver opened = LlmFilter.open(directed, provider.llm(), directed.newCall(made));
    if (trial != made || opened == null) {
      return null;
    }
    sent = opened;
    return opened;
  }

  private FilterContext directed(Member provider) {
    WeightedCluster share = context.choice();
    return new FilterContext(
        context.exchange(),
        context.port(),
        context.forward(),
        new WeightedCluster(
            provider.cluster(),
            share.weight(),
            share.requestHeaders(),
            share.responseHeaders(),
            new BackendConfig(provider.llm(), provider.auth())),
        context.framing(),
        context.caller(),
        context.receiver());
  }

  private static void copy(RequestHead from, RequestHead to) {
    to.clear();
    to.setMethod(from.method());
    to.setTarget(from.target());
    to.setAuthority(from.authority());
    Headers fields = from.headers();
    for (int slot = 0; slot < fields.slots(); slot++) {
      if (fields.isPresent(slot)) {
        to.headers().add(fields.name(slot), fields.value(slot));
      }
    }
  }
}
