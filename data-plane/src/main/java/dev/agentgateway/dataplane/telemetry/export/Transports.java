package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes senders, which share one I/O thread. */
final class Transports {
  private final ExportSettings settings;
  private final ExportTargets targets;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("span-transport", true), NioIoHandler.newFactory());

  Transports(ExportSettings settings, ExportTargets targets) {
    this.settings = settings;
    this.targets = targets;
  }

  Sender grpc(Collector.Otlp otlp) {
    return new GrpcSender(otlp, settings, targets, group);
  }

  Sender http(Collector.Otlp otlp, String path) {
    return new HttpSender(otlp, path, settings, targets, group);
  }

  void close() {
    Future<?> _ =
        group.shutdownGracefully(0, Duration.ofSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
  }
}
