package dev.agentgateway.dataplane.telemetry.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** An OTLP collector over gRPC and HTTP that answers as it is told and keeps what it took. */
public final class FakeCollector implements AutoCloseable {
  /** What to answer to one request. */
  public sealed interface Reply {
    /** Takes all spans but these. */
    record Take(long rejected) implements Reply {}

    /** Fails with this gRPC status, or with this HTTP status. */
    record Fail(Status grpc, Metadata trailers, int http, String retryAfter) implements Reply {}

    /** Answers once the latch is down. */
    record Wait(CountDownLatch until) implements Reply {}
  }

  private final Server grpc;
  private final HttpServer http;
  private final BlockingQueue<ExportTraceServiceRequest> requests = new LinkedBlockingQueue<>();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> authorizations = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> authorities = new LinkedBlockingQueue<>();
  private final AtomicLong spans = new AtomicLong();
  private volatile Reply usual = new Reply.Take(0);

  public FakeCollector() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    grpc =
        NettyServerBuilder.forAddress(any)
            .maxInboundMessageSize(8 << 20)
            .addService(new Traces())
            .intercept(new Headers())
            .build()
            .start();
    http = HttpServer.create(any, 0);
    http.createContext("/v1/traces", this::answer);
    http.start();
  }

  public InetSocketAddress grpcAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), grpc.getPort());
  }

  public InetSocketAddress httpAddress() {
    return http.getAddress();
  }

  /** Answers the next requests so, one each; later ones are taken. */
  public FakeCollector reply(Reply... next) {
    replies.addAll(List.of(next));
    return this;
  }

  /** Answers all requests so. */
  public FakeCollector replyAlways(Reply always) {
    usual = always;
    return this;
  }

  /** The next request that was taken. */
  public ExportTraceServiceRequest take() throws InterruptedException {
    ExportTraceServiceRequest request = requests.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no export within 20 s");
    }
    return request;
  }

  /**
   * The next spans that were taken, in as many requests as they came, those of a trace in the order
   * of their ends: several exports are in flight at once.
   */
  public List<Span> takeSpans(int count) throws InterruptedException {
    List<Span> taken = new ArrayList<>();
    while (taken.size() < count) {
      taken.addAll(spans(take()));
    }
    if (taken.size() != count) {
      throw new AssertionError(taken.size() + " spans (expected: " + count + ")");
    }
    return taken.stream()
        .collect(Collectors.groupingBy(Span::getTraceId, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(trace -> trace.stream().sorted(Comparator.comparingLong(Span::getEndTimeUnixNano)))
        .toList();
  }

  /** Spans of a request. */
  public static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** Spans taken so far. */
  public long spans() {
    return spans.get();
  }

  /** The authorization field of the next request. */
  public String authorization() throws InterruptedException {
    return String.valueOf(authorizations.poll(20, TimeUnit.SECONDS));
  }

  /** The authority or Host of the next request. */
  public String authority() throws InterruptedException {
    return String.valueOf(authorities.poll(20, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    grpc.shutdownNow();
    http.stop(0);
  }

  private Reply next() {
    Reply next = replies.poll();
    return next == null ? usual : next;
  }

  private ExportTraceServiceResponse taken(ExportTraceServiceRequest request, long rejected) {
    requests.add(request);
    spans.addAndGet(spans(request).size() - rejected);
    ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
    if (rejected > 0) {
      response.getPartialSuccessBuilder().setRejectedSpans(rejected).setErrorMessage("too old");
    }
    return response.build();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody let the collector go on");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
      authorities.add(String.valueOf(exchange.getRequestHeaders().getFirst("host")));
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      switch (next()) {
        case Reply.Take(long rejected) -> send(exchange, taken(request, rejected));
        case Reply.Wait(CountDownLatch until) -> {
          await(until);
          send(exchange, taken(request, 0));
        }
        case Reply.Fail fail -> {
          if (!fail.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", fail.retryAfter());
          }
          exchange.sendResponseHeaders(fail.http(), -1);
        }
      }
    }
  }

  private static void send(HttpExchange exchange, ExportTraceServiceResponse response)
      throws IOException {
    byte[] body = response.toByteArray();
    exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answers) {
      switch (next()) {
        case Reply.Take(long rejected) -> {
          answers.onNext(taken(request, rejected));
          answers.onCompleted();
        }
        case Reply.Wait(CountDownLatch until) -> {
          await(until);
          answers.onNext(taken(request, 0));
          answers.onCompleted();
        }
        case Reply.Fail fail -> answers.onError(fail.grpc().asRuntimeException(fail.trailers()));
      }
    }
  }

  private final class Headers implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      authorizations.add(
          String.valueOf(
              headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER))));
      authorities.add(String.valueOf(call.getAuthority()));
      return next.startCall(call, headers);
    }
  }
}
