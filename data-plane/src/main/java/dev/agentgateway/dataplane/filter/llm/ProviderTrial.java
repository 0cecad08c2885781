package dev.agentgateway.dataplane.filter.llm;

import dev.agentgateway.dataplane.config.LlmGroupsConfig.Member;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One provider's response to a request that others could answer too: it passes, or the next one is
 * asked and nobody sees it.
 */
final class ProviderTrial implements ResponseReceiver {
  private static final HeaderName RETRY_AFTER = HeaderName.of("retry-after");
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int OVERLOADED = 529;

  private final LlmGroupFilter request;
  private final ResponseReceiver receiver;
  private final ProviderHealth health;
  private final long startNanos = System.nanoTime();
  private boolean known;
  private boolean passes;
  private boolean hidden;

  ProviderTrial(LlmGroupFilter request, Member provider) {
    this.request = request;
    this.receiver = request.context().receiver();
    this.health = ProviderChoice.health(provider);
    health.begin();
  }

  /** It will not be known how it went. */
  void forget() {
    if (!known) {
      known = true;
      health.forget();
    }
  }

  @Override
  public void informational(ResponseHead head) {
    receiver.informational(head);
  }

  @Override
  public void responseHead(ResponseHead head, long framing, WeightedCluster cluster) {
    boolean failed = isFailure(head.status());
    if (failed) {
      failed(retryAfterNanos(head.headers().get(RETRY_AFTER)));
    } else if (!known) {
      known = true;
      health.succeeded(System.nanoTime() - startNanos);
    }
    hidden = failed && request.mayGoOn();
    if (!hidden) {
      passes = true;
      request.end();
      receiver.responseHead(head, framing, cluster);
    }
  }

  @Override
  public void responseData(ByteBuf in, int length) {
    if (hidden) {
      in.skipBytes(length);
    } else {
      receiver.responseData(in, length);
    }
  }

  @Override
  public void responseEnd(Headers trailers) {
    if (hidden) {
      request.next();
    } else {
      receiver.responseEnd(trailers);
    }
  }

  @Override
  public void responseFailed(RequestFailure failure, int status) {
    failed(0);
    if (!passes && request.mayGoOn() && (hidden || isUnsent(failure))) {
      request.next();
    } else {
      request.end();
      receiver.responseFailed(failure, status);
    }
  }

  @Override
  public void flushResponse() {
    if (!hidden) {
      receiver.flushResponse();
    }
  }

  @Override
  public void requestWanted(boolean wanted) {
    receiver.requestWanted(wanted);
  }

  private void failed(long retryAfterNanos) {
    if (!known) {
      known = true;
      health.failed(System.nanoTime(), retryAfterNanos);
    }
  }

  /** Whether a status says that the provider, rather than the request, is at fault. */
  private static boolean isFailure(int status) {
    return switch (status) {
      case TOO_MANY_REQUESTS, 500, 502, 503, 504, OVERLOADED -> true;
      default -> false;
    };
  }

  /** Whether a failure says that nothing of the request was acted on. */
  private static boolean isUnsent(RequestFailure failure) {
    return switch (failure) {
      case INVALID_BACKEND, NO_HEALTHY_ENDPOINT, CONNECT_FAILED -> true;
      default -> false;
    };
  }

  /** In seconds; dates are not read. */
  private static long retryAfterNanos(@Nullable String value) {
    if (value == null || !value.matches("[0-9]{1,6}")) {
      return 0;
    }
    return Duration.ofSeconds(Integer.parseInt(value)).toNanos();
  }
}
