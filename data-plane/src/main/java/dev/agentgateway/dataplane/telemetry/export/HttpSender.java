package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.ExportHeader;
import dev.agentgateway.dataplane.telemetry.export.ExportTargets.Target;
import dev.agentgateway.dataplane.transport.ClientTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches by OTLP/HTTP with binary protobuf over HTTP/1.1, one at a time on each connection.
 * Connections are kept and used again, to the collector's addresses in turn.
 *
 * <p>Threading: the export thread sends; answers come on the transport's thread.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class HttpSender implements Sender {
  private static final int MAX_RESPONSE = 4 << 20;

  private final Collector.Otlp otlp;
  private final String path;
  private final ExportSettings settings;
  private final ExportTargets targets;
  private final ClientTransport transport;
  private final Deque<Channel> idle = new ConcurrentLinkedDeque<>();
  private Optional<Target> connected = Optional.empty();
  private @Nullable SslContext tls;
  private int next;
  // Connections of an older generation are not used again.
  private final AtomicInteger generation = new AtomicInteger();

  HttpSender(
      Collector.Otlp otlp,
      String path,
      ExportSettings settings,
      ExportTargets targets,
      ClientTransport transport) {
    this.otlp = otlp;
    this.path = path;
    this.settings = settings;
    this.targets = targets;
    this.transport = transport;
  }

  @Override
  public void send(Batch batch, Consumer<ExportResult> done) {
    Optional<Target> target = targets.target(otlp.cluster());
    try {
      follow(target);
    } catch (SSLException | IllegalArgumentException invalid) {
      done.accept(new ExportResult.Retry("TLS: " + invalid.getMessage(), Optional.empty()));
      return;
    }
    if (target.isEmpty() || target.get().addresses().isEmpty()) {
      done.accept(new ExportResult.Retry("no address of the collector", Optional.empty()));
      return;
    }
    for (Channel channel = idle.pollFirst(); channel != null; channel = idle.pollFirst()) {
      if (channel.isActive()) {
        write(channel, batch, done);
        return;
      }
    }
    next = (next + 1) % target.get().addresses().size();
    connect(target.get(), target.get().addresses().get(next), batch, done);
  }

  @Override
  public void close() {
    generation.incrementAndGet();
    for (Channel channel = idle.pollFirst(); channel != null; channel = idle.pollFirst()) {
      ChannelFuture _ = channel.close();
    }
  }

  private void follow(Optional<Target> target) throws SSLException {
    if (target.equals(connected)) {
      return;
    }
    close();
    Optional<TlsConfig> wanted = target.flatMap(Target::tls);
    tls =
        wanted.isEmpty()
            ? null
            : CollectorTls.naming(
                CollectorTls.builder(wanted.get()).build(), wanted.get().serverName());
    connected = target;
  }

  private void connect(
      Target target, InetSocketAddress address, Batch batch, Consumer<ExportResult> done) {
    int made = generation.get();
    SslContext context = tls;
    ChannelFuture connecting =
        new Bootstrap()
            .group(transport.group())
            .channelFactory(transport.channels())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(settings.timeout().toMillis()))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (context != null) {
                      channel.pipeline().addLast(secured(context, target, channel, address));
                    }
                    channel.pipeline().addLast(new HttpClientCodec());
                    channel.pipeline().addLast(new HttpObjectAggregator(MAX_RESPONSE));
                    channel
                        .pipeline()
                        .addLast(
                            new HttpAnswers(
                                settings.timeout(),
                                kept -> {
                                  if (made == generation.get()) {
                                    idle.addFirst(kept);
                                  } else {
                                    ChannelFuture _ = kept.close();
                                  }
                                }));
                  }
                })
            .connect(address);
    connecting.addListener(
        finished -> {
          if (finished.isSuccess()) {
            write(connecting.channel(), batch, done);
          } else {
            done.accept(
                new ExportResult.Retry(
                    "connect: " + finished.cause().getMessage(), Optional.empty()));
          }
        });
  }

  private static SslHandler secured(
      SslContext context, Target target, Channel channel, InetSocketAddress address) {
    TlsConfig config = target.tls().orElseThrow();
    String name = config.serverName().isEmpty() ? address.getHostString() : config.serverName();
    SslHandler handler = context.newHandler(channel.alloc(), name, address.getPort());
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(
        config.verify() && !config.serverName().isEmpty() ? "HTTPS" : null);
    engine.setSSLParameters(parameters);
    return handler;
  }

  private void write(Channel channel, Batch batch, Consumer<ExportResult> done) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, body(batch));
    String host = otlp.authority();
    request.headers().set(HttpHeaderNames.HOST, host.isEmpty() ? otlp.cluster() : host);
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/x-protobuf");
    request.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, batch.size());
    for (ExportHeader header : otlp.headers()) {
      targets
          .secret(header.secret())
          .ifPresent(value -> request.headers().set(header.name(), header.prefix() + value));
    }
    channel
        .eventLoop()
        .execute(
            () -> {
              HttpAnswers answers = channel.pipeline().get(HttpAnswers.class);
              if (answers == null) {
                request.release();
                done.accept(new ExportResult.Retry("connection closed", Optional.empty()));
              } else {
                answers.send(channel, request, done);
              }
            });
  }

  private static ByteBuf body(Batch batch) {
    ByteBuf[] parts = new ByteBuf[batch.parts()];
    int[] at = {0};
    batch.forEachPart((bytes, length) -> parts[at[0]++] = Unpooled.wrappedBuffer(bytes, 0, length));
    return Unpooled.wrappedBuffer(parts.length, parts);
  }
}
