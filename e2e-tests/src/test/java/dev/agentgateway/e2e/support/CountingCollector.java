package dev.agentgateway.e2e.support;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** An OTLP/gRPC collector that acknowledges and counts spans, and looks no further into them. */
public final class CountingCollector implements AutoCloseable {
  static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final AtomicLong spans = new AtomicLong();
  private final Server server;

  private CountingCollector(int port) throws IOException {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .maxInboundMessageSize(8 << 20)
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder(
                        "opentelemetry.proto.collector.trace.v1.TraceService")
                    .addMethod(
                        export,
                        ServerCalls.asyncUnaryCall(
                            (request, response) -> {
                              spans.addAndGet(count(request));
                              response.onNext(new byte[0]);
                              response.onCompleted();
                            }))
                    .build())
            .build()
            .start();
  }

  /** Listens on loopback; port 0: any free one. */
  public static CountingCollector start(int port) throws IOException {
    return new CountingCollector(port);
  }

  /** Runs until its process is stopped, and prints the count when asked with a line of input. */
  public static void main(String[] arguments) throws IOException {
    try (CountingCollector collector = start(Integer.parseInt(arguments[0]))) {
      System.out.println("listening on " + collector.port());
      while (System.in.read() >= 0) {
        System.out.println(collector.spans());
      }
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Spans that it got. */
  public long spans() {
    return spans.get();
  }

  /** Counts ExportTraceServiceRequest.resource_spans[1].scope_spans[2].spans[2]. */
  private static long count(byte[] request) {
    try {
      return count(CodedInputStream.newInstance(request), 1, 2, 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(CodedInputStream in, int... path) throws IOException {
    long found = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != path[0]) {
        in.skipField(tag);
      } else if (path.length == 1) {
        in.skipField(tag);
        found++;
      } else {
        int limit = in.pushLimit(in.readRawVarint32());
        found += count(in, java.util.Arrays.copyOfRange(path, 1, path.length));
        in.popLimit(limit);
      }
    }
    return found;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
