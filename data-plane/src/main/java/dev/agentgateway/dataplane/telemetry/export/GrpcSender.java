package dev.agentgateway.dataplane.telemetry.export;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.ExportHeader;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets.Target;
import dev.agentgateway.dataplane.transport.ClientTransport;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Sends batches by OTLP/gRPC. Batches go to the collector's addresses in turn.
 *
 * <p>Threading: the export thread sends; answers come on the transport's thread.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlpgrpc">OTLP/gRPC</a>
 */
final class GrpcSender implements Sender {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final MethodDescriptor<Batch, ExportTraceServiceResponse> EXPORT =
      MethodDescriptor.<Batch, ExportTraceServiceResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
          .setRequestMarshaller(new BatchMarshaller())
          .setResponseMarshaller(
              ProtoUtils.marshaller(ExportTraceServiceResponse.getDefaultInstance()))
          .build();

  private final Collector.Otlp otlp;
  private final ExportSettings settings;
  private final ExportTargets targets;
  private final ClientTransport transport;
  private Optional<Target> connected = Optional.empty();
  private List<ManagedChannel> channels = List.of();
  private int next;

  GrpcSender(
      Collector.Otlp otlp,
      ExportSettings settings,
      ExportTargets targets,
      ClientTransport transport) {
    this.otlp = otlp;
    this.settings = settings;
    this.targets = targets;
    this.transport = transport;
  }

  @Override
  public void send(Batch batch, Consumer<ExportResult> done) {
    try {
      follow(targets.target(otlp.cluster()));
    } catch (SSLException | IllegalArgumentException invalid) {
      done.accept(new ExportResult.Retry("TLS: " + invalid.getMessage(), Optional.empty()));
      return;
    }
    if (channels.isEmpty()) {
      done.accept(new ExportResult.Retry("no address of the collector", Optional.empty()));
      return;
    }
    next = (next + 1) % channels.size();
    ManagedChannel channel = channels.get(next);
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      // The channel's own wait grows to minutes; when to try again is the exporter's decision.
      channel.resetConnectBackoff();
    }
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    if (!otlp.authority().isEmpty()) {
      options = options.withAuthority(otlp.authority());
    }
    ClientCall<Batch, ExportTraceServiceResponse> call = channel.newCall(EXPORT, options);
    call.start(new Answers(channel, done), headers());
    call.request(1);
    call.sendMessage(batch);
    call.halfClose();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    channels = List.of();
  }

  /** Makes channels anew where the addresses or their TLS are not the ones connected to. */
  private void follow(Optional<Target> target) throws SSLException {
    if (target.equals(connected)) {
      return;
    }
    List<ManagedChannel> made = new ArrayList<>();
    if (target.isPresent()) {
      for (InetSocketAddress address : target.get().addresses()) {
        made.add(channel(address, target.get().tls()));
      }
    }
    channels.forEach(ManagedChannel::shutdown);
    channels = List.copyOf(made);
    connected = target;
  }

  private ManagedChannel channel(InetSocketAddress address, Optional<TlsConfig> tls)
      throws SSLException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address)
            .channelFactory(transport.channels())
            .eventLoopGroup(transport.group())
            .directExecutor()
            .disableRetry()
            .flowControlWindow(1 << 20);
    if (tls.isEmpty()) {
      return builder.negotiationType(NegotiationType.PLAINTEXT).build();
    }
    if (!tls.get().serverName().isEmpty()) {
      builder.overrideAuthority(tls.get().serverName());
    }
    SslContext context =
        GrpcSslContexts.configure(CollectorTls.builder(tls.get()), SslProvider.JDK).build();
    return builder
        .negotiationType(NegotiationType.TLS)
        .sslContext(CollectorTls.naming(context, tls.get().serverName()))
        .build();
  }

  private Metadata headers() {
    Metadata headers = new Metadata();
    for (ExportHeader header : otlp.headers()) {
      targets
          .secret(header.secret())
          .ifPresent(
              value ->
                  headers.put(
                      Metadata.Key.of(header.name(), Metadata.ASCII_STRING_MARSHALLER),
                      header.prefix() + value));
    }
    return headers;
  }

  private static ExportResult result(io.grpc.Status status, Metadata trailers) {
    String error = status.getCode() + describe(status);
    Optional<Duration> after = retryInfo(trailers);
    return switch (status.getCode()) {
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
          new ExportResult.Retry(error, after);
      case RESOURCE_EXHAUSTED ->
          after.isPresent()
              ? new ExportResult.Retry(error, after)
              : new ExportResult.Refused(error);
      case OK,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          UNIMPLEMENTED,
          INTERNAL,
          UNAUTHENTICATED ->
          new ExportResult.Refused(error);
    };
  }

  /** With the cause, which alone says what a connection or its TLS failed of. */
  private static String describe(io.grpc.Status status) {
    String description = status.getDescription() == null ? "" : ": " + status.getDescription();
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return description + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  private static Optional<Duration> retryInfo(Metadata trailers) {
    byte[] details = trailers.get(DETAILS);
    if (details == null) {
      return Optional.empty();
    }
    try {
      for (com.google.protobuf.Any detail : Status.parseFrom(details).getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          Duration wait = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
          return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  /** Waits for the answer and the end of one call. */
  private static final class Answers extends ClientCall.Listener<ExportTraceServiceResponse> {
    private final ManagedChannel channel;
    private final Consumer<ExportResult> done;
    private ExportTraceServiceResponse response = ExportTraceServiceResponse.getDefaultInstance();

    Answers(ManagedChannel channel, Consumer<ExportResult> done) {
      this.channel = channel;
      this.done = done;
    }

    @Override
    public void onMessage(ExportTraceServiceResponse message) {
      response = message;
    }

    @Override
    public void onClose(io.grpc.Status status, Metadata trailers) {
      if (status.getCode() == io.grpc.Status.Code.DEADLINE_EXCEEDED) {
        // Its peer may have gone without a word: the next call makes a new connection.
        channel.enterIdle();
      }
      done.accept(
          status.isOk()
              ? new ExportResult.Accepted(
                  response.getPartialSuccess().getRejectedSpans(),
                  response.getPartialSuccess().getErrorMessage())
              : result(status, trailers));
    }
  }

  private static final class BatchMarshaller implements MethodDescriptor.Marshaller<Batch> {
    @Override
    public InputStream stream(Batch batch) {
      return new BatchStream(batch);
    }

    @Override
    public Batch parse(InputStream stream) {
      throw new UnsupportedOperationException("batches are only sent");
    }
  }
}
