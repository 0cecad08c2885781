package dev.agentgateway.controlplane.traces;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One OTLP endpoint. {@link #send} blocks and reports a failure as a value. */
sealed interface ForwardTarget extends AutoCloseable {

  Duration TIMEOUT = Duration.ofSeconds(10);

  /** Sends a request once. */
  Outcome send(ExportTraceServiceRequest request) throws InterruptedException;

  @Override
  void close();

  /** What became of a request. */
  sealed interface Outcome {}

  /** Taken, except for so many spans. */
  record Accepted(long refused, String why) implements Outcome {}

  /** Not taken. */
  record Failed(String why, boolean retryable) implements Outcome {}

  static ForwardTarget of(URI url) {
    String scheme = String.valueOf(url.getScheme());
    if (url.getHost() == null || !Set.of("http", "https", "grpc").contains(scheme)) {
      throw new IllegalArgumentException(
          "forwarding endpoint: "
              + url
              + " (expected: http://HOST[:PORT][/PATH], https:// or grpc://)");
    }
    return scheme.equals("grpc") || url.getPort() == 4317 ? new Grpc(url) : new Http(url);
  }

  private static Outcome accepted(ExportTraceServiceResponse response) {
    return new Accepted(
        response.getPartialSuccess().getRejectedSpans(),
        response.getPartialSuccess().getErrorMessage());
  }

  /** OTLP/gRPC; plaintext unless the scheme is https. */
  final class Grpc implements ForwardTarget {
    private static final Set<Status.Code> RETRYABLE =
        Set.of(
            Status.Code.CANCELLED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.ABORTED,
            Status.Code.OUT_OF_RANGE,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);

    private final String text;
    private final ManagedChannel channel;

    Grpc(URI url) {
      int port = url.getPort() < 0 ? 4317 : url.getPort();
      this.text = "grpc://" + url.getHost() + ":" + port;
      NettyChannelBuilder builder = NettyChannelBuilder.forAddress(url.getHost(), port);
      this.channel =
          ("https".equals(url.getScheme())
                  ? builder.useTransportSecurity()
                  : builder.usePlaintext())
              .build();
    }

    @Override
    public Outcome send(ExportTraceServiceRequest request) {
      try {
        return accepted(
            TraceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .export(request));
      } catch (StatusRuntimeException e) {
        Status status = e.getStatus();
        return new Failed(
            status.getCode() + ": " + status.getDescription(),
            RETRYABLE.contains(status.getCode()));
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** OTLP/HTTP with protobuf. */
  final class Http implements ForwardTarget {
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    private final URI url;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    Http(URI url) {
      String port = url.getPort() < 0 ? "" : ":" + url.getPort();
      String path = url.getRawPath().isEmpty() ? "/v1/traces" : url.getRawPath();
      this.url = URI.create(url.getScheme() + "://" + url.getHost() + port + path);
    }

    @Override
    public Outcome send(ExportTraceServiceRequest request) throws InterruptedException {
      HttpRequest post =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
              .build();
      try {
        HttpResponse<byte[]> response = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
        int status = response.statusCode();
        if (status / 100 == 2) {
          return accepted(ExportTraceServiceResponse.parseFrom(response.body()));
        }
        return new Failed("HTTP status " + status, RETRYABLE.contains(status));
      } catch (InvalidProtocolBufferException e) {
        // Status 2xx with a body that is not OTLP: taken, as far as can be told.
        return new Accepted(0, "");
      } catch (IOException e) {
        String message = e.getMessage();
        return new Failed(message == null ? e.getClass().getSimpleName() : message, true);
      }
    }

    @Override
    public void close() {
      client.shutdownNow();
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }
}
