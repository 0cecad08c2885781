package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.transport.ClientTransport;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes senders, which share one I/O thread. */
final class Transports {
  private final ExportSettings settings;
  private final ExportTargets targets;
  private final ClientTransport transport = ClientTransport.start("span-transport");

  Transports(ExportSettings settings, ExportTargets targets) {
    this.settings = settings;
    this.targets = targets;
  }

  Sender grpc(Collector.Otlp otlp) {
    return new GrpcSender(otlp, settings, targets, transport);
  }

  Sender http(Collector.Otlp otlp, String path) {
    return new HttpSender(otlp, path, settings, targets, transport);
  }

  void close() {
    Future<?> _ =
        transport
            .group()
            .shutdownGracefully(0, Duration.ofSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
  }
}
