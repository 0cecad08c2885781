package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.exchange.RequestTelemetry;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.exchange.ResponseReceiver;
import dev.agentgateway.dataplane.transport.Deadline;
import dev.agentgateway.dataplane.transport.Loop;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to an endpoint, again where that is allowed, and hands the response to its
 * receiver.
 *
 * <p>Threading: confined to its event loop.
 */
final class UpstreamCall implements ClusterCall {
  private static final int MAX_UNSENT_BYTES = ReplayBuffer.MAX_BYTES;
  private static final long ENDPOINT_POLL_NANOS = Duration.ofMillis(10).toNanos();

  private final Clusters clusters;
  private final Loop loop;
  private final Exchange exchange;
  private final RequestHead request;
  private final ResponseReceiver receiver;
  private final Deadline deadline;
  private final CallTimes times = new CallTimes();
  private final ReplayBuffer body = new ReplayBuffer();

  private RequestTelemetry telemetry = RequestTelemetry.NONE;
  private @Nullable Forward forward;
  private @Nullable WeightedCluster choice;
  private @Nullable AgentCall parent;
  private @Nullable Cluster cluster;
  private @Nullable EndpointPool pool;
  private @Nullable InetSocketAddress preferred;
  private @Nullable InetSocketAddress endpoint;
  private @Nullable Attempt attempt;
  private @Nullable UpstreamConnection connection;
  private EndpointPool.@Nullable PendingConnection pending;
  private long framing;
  private int attempts;
  private int retriesLeft;
  private boolean active;
  private boolean idempotent;
  private boolean replayable;
  private boolean requestEnded;
  private boolean sent;
  private boolean responded;
  private boolean connectRepeated;

  UpstreamCall(
      Clusters clusters,
      Loop loop,
      Exchange exchange,
      RequestHead request,
      ResponseReceiver receiver) {
    this.clusters = clusters;
    this.loop = loop;
    this.exchange = exchange;
    this.request = request;
    this.receiver = receiver;
    this.deadline = loop.timers().deadline(this::timePassed);
  }

  @Override
  public void start(
      RequestTelemetry listener,
      Forward action,
      WeightedCluster chosen,
      long requestFraming,
      @Nullable AgentCall carried) {
    active = true;
    telemetry = listener;
    forward = action;
    choice = chosen;
    parent = carried;
    framing = requestFraming;
    endpoint = null;
    attempts = 0;
    retriesLeft = action.retry().attempts();
    idempotent = RetryRules.isIdempotent(request.method());
    replayable = idempotent || retriesLeft > 0;
    requestEnded = false;
    sent = false;
    responded = false;
    connectRepeated = false;
    body.begin();
    times.begin();
    Cluster found = clusters.find(chosen.cluster());
    cluster = found;
    if (framing == Framing.NONE) {
      requestEnded = true;
      times.requestEnded(System.nanoTime(), action);
    }
    if (found == null) {
      fail(RequestFailure.INVALID_BACKEND, action.clusterNotFoundStatus());
    } else {
      attempt(found);
    }
  }

  @Override
  public void requestData(ByteBuf in, int length) {
    if (!active || length == 0) {
      in.skipBytes(length);
      return;
    }
    UpstreamConnection open = connection;
    boolean keep = body.isWhole() && (replayable || open == null);
    if (keep) {
      body.keep(in, length);
    }
    if (open == null) {
      in.skipBytes(length);
      if (body.size() >= MAX_UNSENT_BYTES) {
        receiver.requestWanted(false);
      }
      return;
    }
    if (keep && body.size() > ReplayBuffer.MAX_BYTES) {
      body.drop();
    } else if (!keep) {
      body.drop();
    }
    open.writer().data(in, length);
    if (!open.isWritable()) {
      receiver.requestWanted(false);
    }
  }

  @Override
  public void requestEnd(Headers trailers) {
    if (!active || requestEnded) {
      return;
    }
    requestEnded = true;
    Forward action = forward;
    if (action != null) {
      times.requestEnded(System.nanoTime(), action);
      setDeadline();
    }
    if (body.isWhole()) {
      body.keepTrailers(trailers);
    }
    UpstreamConnection open = connection;
    if (open != null) {
      open.writer().end(trailers);
    }
  }

  @Override
  public void flush() {
    UpstreamConnection open = connection;
    if (open != null) {
      sent = true;
      open.writer().flush();
      if (active && !open.isWritable()) {
        receiver.requestWanted(false);
      }
    }
  }

  @Override
  public void cancel(RequestFailure reason) {
    if (active) {
      endAttempt(reason);
      stop();
    }
  }

  @Override
  public void prefer(@Nullable InetSocketAddress address) {
    preferred = address;
  }

  @Override
  public @Nullable InetSocketAddress endpoint() {
    return endpoint;
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public void setReading(boolean reading) {
    UpstreamConnection open = connection;
    if (open != null) {
      open.setReading(reading);
    }
  }

  boolean isHead() {
    return request.method().equals("HEAD");
  }

  boolean isRequestEnded() {
    return requestEnded;
  }

  // From the connection.

  void connected(UpstreamConnection made) {
    pending = null;
    send(made);
    flush();
    receiver.requestWanted(made.isWritable());
  }

  void connectFailed() {
    pending = null;
    attemptFailed(RequestFailure.CONNECT_FAILED);
  }

  void informational(ResponseHead head) {
    receiver.informational(head);
  }

  void responseHead(ResponseHead head, long responseFraming) {
    Attempt current = attempt;
    WeightedCluster chosen = choice;
    if (current == null || chosen == null) {
      return;
    }
    current.setStatus(head.status());
    if (isRetried(head.status())) {
      retriesLeft--;
      endAttempt(null);
      dropConnection();
      backOff();
      return;
    }
    responded = true;
    times.attemptAnswered();
    if (requestEnded) {
      body.drop();
    }
    receiver.responseHead(head, responseFraming, chosen);
  }

  void responseData(ByteBuf in, int length) {
    receiver.responseData(in, length);
  }

  void responseEnd(Headers trailers) {
    connection = null;
    endAttempt(null);
    stop();
    receiver.responseEnd(trailers);
  }

  void flushResponse() {
    receiver.flushResponse();
  }

  void upstreamWritable(boolean writable) {
    receiver.requestWanted(writable);
  }

  void connectionFailed(RequestFailure failure, boolean responseStarted) {
    UpstreamConnection lost = connection;
    connection = null;
    boolean stale = lost != null && lost.isReused() && !responseStarted;
    EndpointPool endpoint = pool;
    if (stale
        && failure == RequestFailure.UPSTREAM_RESET
        && body.isWhole()
        && (idempotent || !sent)
        && endpoint != null) {
      pending = endpoint.connect(this);
      return;
    }
    attemptFailed(failure);
  }

  private void attempt(Cluster target) {
    EndpointPool next = target.balancer(loop).next(preferred);
    pool = next;
    if (next == null) {
      awaitEndpoints(target);
      return;
    }
    preferred = null;
    endpoint = next.address();
    long now = System.nanoTime();
    Forward action = forward;
    if (action != null) {
      times.attemptBegan(now, action.retry().perTryTimeout());
    }
    Attempt made = new Attempt(attempts++, target.config(), next.address(), request, parent, now);
    attempt = made;
    exchange.setAttempt(made);
    next.owner().attempts().add(1);
    telemetry.attemptStarted(exchange, made);
    setDeadline();
    UpstreamConnection idle = next.poll();
    if (idle != null) {
      send(idle);
    } else {
      pending = next.connect(this);
    }
  }

  private void awaitEndpoints(Cluster target) {
    long now = System.nanoTime();
    if (target.isPending() && times.mayAwaitEndpoints(now, target.config().connectTimeout())) {
      times.tryAgainAt(now + ENDPOINT_POLL_NANOS);
      setDeadline();
    } else {
      fail(RequestFailure.NO_HEALTHY_ENDPOINT, RequestFailure.NO_HEALTHY_ENDPOINT.status());
    }
  }

  private void send(UpstreamConnection open) {
    connection = open;
    sent = false;
    open.begin(this);
    open.writer().request(request, framing);
    body.writeTo(open.writer());
    if (requestEnded) {
      open.writer().end(body.trailers());
    }
    if (body.size() > ReplayBuffer.MAX_BYTES || (!replayable && body.size() > 0)) {
      body.drop();
    }
  }

  private void attemptFailed(RequestFailure failure) {
    endAttempt(failure);
    if (!responded && failure == RequestFailure.CONNECT_FAILED && !connectRepeated) {
      Cluster target = cluster;
      connectRepeated = true;
      if (target != null && target.balancer(loop).size() > 1) {
        attempt(target);
        flush();
        return;
      }
    }
    Forward action = forward;
    if (!responded
        && action != null
        && retriesLeft > 0
        && body.isWhole()
        && RetryRules.isRetried(action.retry(), failure)) {
      retriesLeft--;
      backOff();
      return;
    }
    fail(failure, failure.status());
  }

  private boolean isRetried(int status) {
    Forward action = forward;
    return action != null
        && retriesLeft > 0
        && body.isWhole()
        && action.retry().statuses().contains(status);
  }

  private void backOff() {
    Forward action = forward;
    if (action != null) {
      long wait = times.backoffNanos(action.retry(), attempts, loop.random());
      times.tryAgainAt(System.nanoTime() + wait);
      setDeadline();
    }
  }

  private void timePassed() {
    if (!active) {
      return;
    }
    switch (times.passed(System.nanoTime())) {
      case NOTHING -> setDeadline();
      case TRY_AGAIN -> {
        Forward action = forward;
        // The configuration may have changed since the attempt before.
        Cluster target = clusters.find(choice == null ? "" : choice.cluster());
        cluster = target;
        if (target != null) {
          attempt(target);
          flush();
        } else if (action != null) {
          fail(RequestFailure.INVALID_BACKEND, action.clusterNotFoundStatus());
        }
      }
      case ATTEMPT_TIMEOUT -> {
        dropConnection();
        attemptFailed(RequestFailure.UPSTREAM_TIMEOUT);
      }
      case ROUTE_TIMEOUT -> {
        endAttempt(RequestFailure.UPSTREAM_TIMEOUT);
        fail(RequestFailure.UPSTREAM_TIMEOUT, RequestFailure.UPSTREAM_TIMEOUT.status());
      }
    }
  }

  private void setDeadline() {
    if (times.isSet()) {
      deadline.at(times.next());
    } else {
      deadline.clear();
    }
  }

  private void endAttempt(@Nullable RequestFailure failure) {
    Attempt current = attempt;
    EndpointPool endpoint = pool;
    if (current == null || endpoint == null) {
      return;
    }
    attempt = null;
    endpoint.owner().ended().add(1);
    if (failure != null) {
      endpoint.owner().failures().add(1);
      current.setFailure(failure);
    }
    telemetry.attemptEnded(exchange, current);
  }

  private void fail(RequestFailure failure, int status) {
    stop();
    receiver.responseFailed(failure, status);
    receiver.flushResponse();
  }

  private void stop() {
    active = false;
    deadline.clear();
    body.drop();
    dropConnection();
    pool = null;
  }

  private void dropConnection() {
    UpstreamConnection open = connection;
    connection = null;
    if (open != null) {
      open.abandon();
    }
    EndpointPool.PendingConnection waiting = pending;
    pending = null;
    if (waiting != null) {
      waiting.abandon();
    }
  }
}
