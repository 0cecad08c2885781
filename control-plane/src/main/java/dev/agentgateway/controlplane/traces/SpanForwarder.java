package dev.agentgateway.controlplane.traces;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes every received request on to a second OTLP endpoint.
 *
 * <p>Threading: {@link #forward} never blocks. {@value #SENDERS} virtual threads send; one lock
 * guards the queue and the counts.
 */
public final class SpanForwarder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SpanForwarder.class);

  /** The most that waits, in serialised bytes. */
  static final long MAX_QUEUED_BYTES = 32L << 20;

  private static final int SENDERS = 4;
  private static final int ATTEMPTS = 5;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);

  private final ForwardTarget target;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final ArrayDeque<ExportTraceServiceRequest> queue = new ArrayDeque<>();
  private final List<Thread> senders = new ArrayList<>();
  private long queuedBytes;
  private long forwarded;
  private long dropped;
  private boolean failing;
  private boolean closed;
  private @Nullable Instant lastSuccess;
  private @Nullable Instant lastFailure;
  private String lastError = "";

  /**
   * A forwarder that is not started.
   *
   * @param endpoint {@code http://} or {@code https://}; port 4317 or the scheme {@code grpc://}
   *     means OTLP/gRPC, all else OTLP/HTTP, where an empty path means {@code /v1/traces}
   * @throws IllegalArgumentException where the URL is not one of these
   */
  public SpanForwarder(URI endpoint, InstantSource clock) {
    this.target = ForwardTarget.of(endpoint);
    this.clock = clock;
  }

  /** Starts sending. */
  public void start() {
    for (int i = 0; i < SENDERS; i++) {
      senders.add(Thread.ofVirtual().name("otlp-forward-" + i).start(this::sendAll));
    }
  }

  /** Queues a request, or counts its spans as dropped where the queue is full. */
  void forward(ExportTraceServiceRequest request) {
    lock.lock();
    try {
      int size = request.getSerializedSize();
      if (closed || queuedBytes + size > MAX_QUEUED_BYTES) {
        dropped += spans(request);
        return;
      }
      queue.add(request);
      queuedBytes += size;
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  private void sendAll() {
    try {
      while (true) {
        send(take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ExportTraceServiceRequest take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty()) {
        notEmpty.await();
      }
      ExportTraceServiceRequest next = queue.remove();
      queuedBytes -= next.getSerializedSize();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void send(ExportTraceServiceRequest request) throws InterruptedException {
    Duration backoff = FIRST_BACKOFF;
    for (int attempt = 1; ; attempt++) {
      switch (target.send(request)) {
        case ForwardTarget.Accepted(long refused, String why) -> {
          accepted(spans(request) - refused, refused, why);
          return;
        }
        case ForwardTarget.Failed(String why, boolean retryable) -> {
          boolean last = !retryable || attempt == ATTEMPTS;
          failed(last ? spans(request) : 0, why);
          if (last) {
            return;
          }
        }
      }
      Thread.sleep(backoff);
      backoff = backoff.multipliedBy(2);
    }
  }

  private void accepted(long sent, long refused, String why) {
    boolean recovered;
    lock.lock();
    try {
      forwarded += sent;
      dropped += refused;
      lastSuccess = clock.instant();
      if (refused > 0) {
        lastFailure = lastSuccess;
        lastError = why;
      }
      recovered = failing;
      failing = false;
    } finally {
      lock.unlock();
    }
    if (recovered) {
      log.atInfo().addKeyValue("endpoint", target).log("forwarding of spans works again");
    }
  }

  private void failed(long lost, String why) {
    boolean first;
    lock.lock();
    try {
      dropped += lost;
      lastFailure = clock.instant();
      lastError = why;
      first = !failing;
      failing = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      log.atWarn()
          .addKeyValue("endpoint", target)
          .addKeyValue("reason", why)
          .log("cannot forward spans");
    }
  }

  private static long spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToLong(scope -> scope.getSpansCount())
        .sum();
  }

  /** How it goes. */
  public State state() {
    lock.lock();
    try {
      return new State(
          target.toString(),
          forwarded,
          dropped,
          queuedBytes,
          failing,
          Optional.ofNullable(lastSuccess),
          Optional.ofNullable(lastFailure),
          lastError);
    } finally {
      lock.unlock();
    }
  }

  /** Stops sending; what is still queued is dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.forEach(request -> dropped += spans(request));
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
    senders.forEach(Thread::interrupt);
    target.close();
  }

  /**
   * State of a forwarder.
   *
   * @param endpoint where it sends, without user information
   * @param forwarded spans that the endpoint accepted
   * @param dropped spans that it refused, that did not fit, or that failed too often
   * @param queuedBytes serialised bytes that wait
   * @param failing whether the newest attempt failed
   * @param lastError why the newest failure happened; empty: there was none
   */
  public record State(
      String endpoint,
      long forwarded,
      long dropped,
      long queuedBytes,
      boolean failing,
      Optional<Instant> lastSuccess,
      Optional<Instant> lastFailure,
      String lastError) {}
}
