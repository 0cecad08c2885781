package dev.agentgateway.dataplane.telemetry.export;

import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

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

  /** The same context, whose connections name the server although its name may have one label. */
  static SslContext naming(SslContext context, String serverName) {
    if (serverName.isEmpty() || NetUtil.createByteArrayFromIpAddressString(serverName) != null) {
      return context;
    }
    return new DelegatingSslContext(context) {
      @Override
      protected void initEngine(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        engine.setSSLParameters(parameters);
      }
    };
  }
}
