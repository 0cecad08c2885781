package dev.agentgateway.controlplane.trust;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls in that carry the token of a ServiceAccount, and ends them with the token: a proxy
 * then comes back with the newer one.
 */
public final class ProxyAuthentication implements ServerInterceptor, AutoCloseable {

  /** The audience that a token must be for. */
  public static final String AUDIENCE = "agentgateway-xds";

  private static final Logger log = LoggerFactory.getLogger(ProxyAuthentication.class);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "bearer ";

  private final TokenReviewer tokens;
  private final UnaryOperator<String> serviceAccountOf;
  private final Clock clock;
  private final LongAdder refused = new LongAdder();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("token-expiry").factory());

  ProxyAuthentication(TokenReviewer tokens, UnaryOperator<String> serviceAccountOf, Clock clock) {
    this.tokens = tokens;
    this.serviceAccountOf = serviceAccountOf;
    this.clock = clock;
    timer.setRemoveOnCancelPolicy(true);
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * Has an API server review tokens.
   *
   * @param serviceAccountOf name of the ServiceAccount of a Gateway's proxies, by the Gateway's
   */
  public static ProxyAuthentication by(
      KubernetesClient client, UnaryOperator<String> serviceAccountOf, Clock clock) {
    return new ProxyAuthentication(
        new TokenCache(new ApiServerReviewer(client, AUDIENCE, clock), clock),
        serviceAccountOf,
        clock);
  }

  /** Calls whose token was missing or not good. */
  public long refused() {
    return refused.sum();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String header = headers.get(AUTHORIZATION);
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return refuse(
          call,
          Status.UNAUTHENTICATED.withDescription(
              "no token (expected: authorization: Bearer TOKEN of the proxy's ServiceAccount, for"
                  + " audience "
                  + AUDIENCE
                  + ")"));
    }
    try {
      return switch (tokens.review(header.substring(SCHEME.length()).strip())) {
        case TokenReviewer.Review.Refused(String reason) ->
            refuse(call, Status.UNAUTHENTICATED.withDescription("token refused: " + reason));
        case TokenReviewer.Review.Accepted(ProxyIdentity identity) ->
            admitted(identity, call, headers, next);
      };
    } catch (IOException e) {
      return refuse(
          call, Status.UNAVAILABLE.withDescription("tokens cannot be reviewed: " + e.getMessage()));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private <Q, R> ServerCall.Listener<Q> admitted(
      ProxyIdentity identity,
      ServerCall<Q, R> call,
      Metadata headers,
      ServerCallHandler<Q, R> next) {
    Context context =
        Context.current()
            .withValue(Admission.KEY, new Admission(Optional.of(identity), serviceAccountOf));
    ExpiringCall<Q, R> expiring = new ExpiringCall<>(call);
    ServerCall.Listener<Q> listener = Contexts.interceptCall(context, expiring, headers, next);
    Duration left = Duration.between(clock.instant(), identity.expires());
    var expiry =
        timer.schedule(expiring::expire, Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    return expiring.listener(listener, () -> expiry.cancel(false));
  }

  private <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Status status) {
    refused.increment();
    log.atWarn()
        .addKeyValue("client", call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
        .addKeyValue("status", status.getCode())
        .addKeyValue("reason", status.getDescription())
        .log("xDS client refused");
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
