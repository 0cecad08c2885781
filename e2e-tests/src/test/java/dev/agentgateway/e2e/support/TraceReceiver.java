package dev.agentgateway.e2e.support;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A collector that counts what it takes and answers as it is told. */
public final class TraceReceiver implements AutoCloseable {
  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  /** What to answer to one request. */
  public sealed interface Answer {
    /**
     * Takes all spans but some.
     *
     * @param rejected told as {@code partial_success}
     */
    record Take(int rejected) implements Answer {}

    /** Takes all spans once the latch is down. */
    record Wait(CountDownLatch until) implements Answer {}

    /**
     * Fails by gRPC.
     *
     * @param retryInfo whether it says when to try again: at once
     */
    record Fail(Status.Code code, boolean retryInfo) implements Answer {}

    /** Fails by HTTP. */
    record Refuse(int status, Map<String, String> fields) implements Answer {}
  }

  // Says in many lines that a connection was reset. Held, for loggers that nobody holds are
  // forgotten.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc.netty");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SpanCounter taken = new SpanCounter();
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
  private volatile Answer usual = new Answer.Take(0);
  private AutoCloseable server = () -> {};
  private int port;

  private volatile String serverName = "";
  private volatile byte[] newest = new byte[0];

  private TraceReceiver() {}

  /** By gRPC; port 0: any free one. */
  public static TraceReceiver grpc(int port) throws IOException {
    return new TraceReceiver().startGrpc(any(port), null);
  }

  /** By gRPC on a free port of an address. */
  public static TraceReceiver grpc(InetAddress address) throws IOException {
    return new TraceReceiver().startGrpc(new InetSocketAddress(address, 0), null);
  }

  /** By gRPC over TLS with a certificate for a name. */
  public static TraceReceiver grpc(Certificates authority, String name) throws Exception {
    var bundle = authority.server(name);
    return new TraceReceiver()
        .startGrpc(
            any(0),
            GrpcSslContexts.configure(
                    io.netty.handler.ssl.SslContextBuilder.forServer(bundle.toKeyManagerFactory()),
                    SslProvider.JDK)
                .build());
  }

  /** By HTTP. */
  public static TraceReceiver http() throws IOException {
    return new TraceReceiver().startHttp(HttpServer.create(any(0), 0));
  }

  /** By HTTPS with a certificate for a name. */
  public static TraceReceiver http(Certificates authority, String name) throws Exception {
    HttpsServer server = HttpsServer.create(any(0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext(name)));
    return new TraceReceiver().startHttp(server);
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Answers the next requests so, one each. */
  public TraceReceiver answer(Answer... answers) {
    next.addAll(java.util.List.of(answers));
    return this;
  }

  /** Answers all further requests so. */
  public TraceReceiver answerAlways(Answer answer) {
    usual = answer;
    return this;
  }

  /** Requests that came, whatever was answered. */
  public int requests() {
    return requests.get();
  }

  /** Spans of requests that it took; those of a partial success are all in it. */
  public long spans() {
    return taken.all();
  }

  /** The same, each span once. */
  public long distinctSpans() {
    return taken.distinct();
  }

  /** Whether the newest request by gRPC holds a text as it is. */
  public boolean newestHolds(String text) {
    return new String(newest, StandardCharsets.ISO_8859_1).contains(text);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    threads.shutdownNow();
  }

  private static InetSocketAddress any(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Answer next() {
    requests.incrementAndGet();
    Answer answer = next.poll();
    return answer == null ? usual : answer;
  }

  /** The name that the newest client over TLS asked for; empty: none. */
  public String serverName() {
    return serverName;
  }

  private TraceReceiver startGrpc(InetSocketAddress wanted, @Nullable SslContext tls)
      throws IOException {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.newBuilder(CountingCollector.BYTES, CountingCollector.BYTES)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(SERVICE + "/Export")
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(wanted)
            .maxInboundMessageSize(8 << 20)
            .executor(threads)
            .intercept(new ServerNames())
            .addService(
                ServerServiceDefinition.builder(SERVICE)
                    .addMethod(export, ServerCalls.asyncUnaryCall(this::answerGrpc))
                    .build());
    GRPC_LOG.setLevel(Level.SEVERE);
    if (tls != null) {
      builder.sslContext(tls);
    }
    Server started = builder.build().start();
    port = started.getPort();
    server =
        () -> {
          started.shutdownNow();
          started.awaitTermination(10, TimeUnit.SECONDS);
        };
    return this;
  }

  private void answerGrpc(byte[] request, StreamObserver<byte[]> answers) {
    newest = request;
    switch (next()) {
      case Answer.Take(int rejected) -> {
        taken.add(request);
        answers.onNext(response(rejected));
        answers.onCompleted();
      }
      case Answer.Wait(CountDownLatch until) -> {
        await(until);
        taken.add(request);
        answers.onNext(response(0));
        answers.onCompleted();
      }
      case Answer.Fail(Status.Code code, boolean retryInfo) ->
          answers.onError(
              code.toStatus().asRuntimeException(retryInfo ? retryInfo(code) : new Metadata()));
      case Answer.Refuse refuse -> throw new IllegalStateException("not gRPC: " + refuse);
    }
  }

  private TraceReceiver startHttp(HttpServer http) {
    http.createContext("/v1/traces", this::answerHttp);
    http.setExecutor(threads);
    http.start();
    port = http.getAddress().getPort();
    server = () -> http.stop(0);
    return this;
  }

  private void answerHttp(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      if (exchange instanceof HttpsExchange secured) {
        serverName = Certificates.requestedName(secured.getSSLSession());
      }
      switch (next()) {
        case Answer.Take(int rejected) -> {
          taken.add(request);
          send(exchange, response(rejected));
        }
        case Answer.Wait(CountDownLatch until) -> {
          await(until);
          taken.add(request);
          send(exchange, response(0));
        }
        case Answer.Refuse(int status, Map<String, String> fields) -> {
          fields.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, -1);
        }
        case Answer.Fail fail -> throw new IllegalStateException("not HTTP: " + fail);
      }
    }
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private final class ServerNames implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      if (session != null) {
        serverName = Certificates.requestedName(session);
      }
      return next.startCall(call, headers);
    }
  }

  private static void await(CountDownLatch until) {
    try {
      if (!until.await(2, TimeUnit.MINUTES)) {
        throw new AssertionError("nobody let the collector go on");
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** ExportTraceServiceResponse.partial_success[1].rejected_spans[1], a varint. */
  private static byte[] response(int rejected) {
    if (rejected > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("rejected: " + rejected + " (expected: at most 127)");
    }
    return rejected == 0 ? new byte[0] : new byte[] {0x0a, 2, 0x08, (byte) rejected};
  }

  private static Metadata retryInfo(Status.Code code) {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .addDetails(Any.pack(RetryInfo.getDefaultInstance()))
            .build()
            .toByteArray());
    return trailers;
  }
}
