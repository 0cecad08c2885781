package dev.agentgateway.dataplane.upstream;

import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS towards the endpoints of a cluster. */
final class UpstreamTls {
  private final TlsConfig config;
  private final @Nullable SslContext context;

  /**
   * @throws SSLException where the trusted certificates cannot be used
   */
  UpstreamTls(TlsConfig config) throws SSLException {
    this.config = config;
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    builder.endpointIdentificationAlgorithm(null);
    if (!config.verify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (config.trustedCa().isPresent()) {
      byte[] pem = config.trustedCa().get().getBytes(StandardCharsets.US_ASCII);
      builder.trustManager(new ByteArrayInputStream(pem));
    }
    this.context = builder.build();
  }

  private UpstreamTls() {
    this.config = new TlsConfig("", Optional.empty(), true, List.of());
    this.context = null;
  }

  /** Trusts nobody: every connection fails. */
  static UpstreamTls untrusting() {
    return new UpstreamTls();
  }

  /** The handler of a new connection, or null where none may be made. */
  @Nullable SslHandler handler(ByteBufAllocator allocator, InetSocketAddress endpoint) {
    if (context == null) {
      return null;
    }
    String name = config.serverName();
    SslHandler handler =
        name.isEmpty()
            ? context.newHandler(allocator)
            : context.newHandler(allocator, name, endpoint.getPort());
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    if (config.alpn().contains("http/1.1")) {
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
    }
    if (!name.isEmpty() && NetUtil.createByteArrayFromIpAddressString(name) == null) {
      // Said explicitly, because the JDK leaves out names of one label.
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    if (config.verify() && !name.isEmpty()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return handler;
  }
}
