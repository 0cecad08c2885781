package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** What TLS towards a collector starts from. */
final class CollectorTls {
  private CollectorTls() {}

  static SslContextBuilder builder(TlsConfig tls) {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (!tls.verify()) {
      return builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    tls.trustedCa()
        .ifPresent(
            pem ->
                builder.trustManager(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
    return builder;
  }
}
