package dev.agentgateway.controlplane.traces;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives OTLP traces over gRPC and HTTP.
 *
 * <p>Threading: each request runs on a virtual thread of its own.
 */
public final class OtlpReceiver implements AutoCloseable {

  /** The largest request, decompressed: what OTLP 1.11 asks for. */
  static final int MAX_REQUEST_BYTES = 64 << 20;

  private final InetSocketAddress grpcAddress;
  private final SpanSink sink;
  private final OtlpHttpServer http;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Server grpc;

  /**
   * A receiver that is not started.
   *
   * @param grpcAddress port 0: any free one
   * @param httpAddress port 0: any free one
   * @param forwarder gets everything too; its owner starts and closes it
   */
  public OtlpReceiver(
      InetSocketAddress grpcAddress,
      InetSocketAddress httpAddress,
      TraceStore store,
      Optional<SpanForwarder> forwarder) {
    this.grpcAddress = grpcAddress;
    this.sink = new SpanSink(store, forwarder);
    this.http = new OtlpHttpServer(httpAddress, sink, executor);
  }

  /**
   * Opens the port of OTLP/gRPC.
   *
   * @throws IOException naming the address that cannot be bound
   */
  public void startGrpc() throws IOException {
    try {
      grpc =
          NettyServerBuilder.forAddress(grpcAddress)
              .executor(executor)
              .maxInboundMessageSize(MAX_REQUEST_BYTES)
              .addService(new TraceService())
              .build()
              .start();
    } catch (IOException e) {
      throw new IOException("cannot listen for OTLP/gRPC on " + grpcAddress + ": " + reason(e), e);
    }
  }

  /**
   * Opens the port of OTLP/HTTP.
   *
   * @throws IOException naming the address that cannot be bound
   */
  public void startHttp() throws IOException {
    http.start();
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  /** The port of OTLP/gRPC, once started. */
  public int grpcPort() {
    Server server = grpc;
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.getPort();
  }

  /** The port of OTLP/HTTP, once started. */
  public int httpPort() {
    return http.port();
  }

  /** Stops taking requests and lets those that came finish, for at most 2 s. */
  @Override
  public void close() {
    http.close();
    Server server = grpc;
    if (server != null) {
      server.shutdown();
      try {
        server.awaitTermination(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      server.shutdownNow();
    }
    executor.shutdownNow();
  }

  private final class TraceService extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> observer) {
      observer.onNext(sink.accept(request));
      observer.onCompleted();
    }
  }
}
