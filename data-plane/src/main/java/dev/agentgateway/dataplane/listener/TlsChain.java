package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.CertificateConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.config.ServerTlsConfig;
import dev.agentgateway.dataplane.exchange.Port;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * One filter chain of a port that speaks TLS, with the certificates that it has now.
 *
 * <p>Threading: immutable.
 */
final class TlsChain {
  private static final String[] TLS_1_2_AND_1_3 = {"TLSv1.3", "TLSv1.2"};
  private static final String[] TLS_1_3 = {"TLSv1.3"};

  private final Port port;
  private final ServerTlsConfig config;
  private final List<CertificateConfig> certificates;
  private final @Nullable SslContext context;

  private TlsChain(
      Port port,
      ServerTlsConfig config,
      List<CertificateConfig> certificates,
      @Nullable SslContext context) {
    this.port = port;
    this.config = config;
    this.certificates = certificates;
    this.context = context;
  }

  /**
   * The chain of a port.
   *
   * @param previous an earlier one of the same name, whose TLS sessions go on where nothing about
   *     TLS changed
   * @throws SSLException where the certificates cannot be used
   */
  static TlsChain of(Port port, @Nullable TlsChain previous) throws SSLException {
    ServerTlsConfig config = port.config().tls().orElseThrow();
    List<CertificateConfig> certificates = new ArrayList<>();
    for (String name : config.certificates()) {
      SecretConfig secret = port.secrets().find(name);
      if (secret != null) {
        secret.certificate().ifPresent(certificates::add);
      }
    }
    boolean same =
        previous != null
            && previous.config.onlyTls13() == config.onlyTls13()
            && previous.certificates.equals(certificates);
    return new TlsChain(
        port,
        config,
        certificates,
        same ? Objects.requireNonNull(previous).context : context(config, certificates));
  }

  /** Unique among the chains of the port. */
  String name() {
    return config.chain();
  }

  /** What requests on its connections are served by. */
  Port port() {
    return port;
  }

  ServerTlsConfig config() {
    return config;
  }

  /** The handler of a new connection; null where there is no certificate. */
  @Nullable SslHandler handler(ByteBufAllocator allocator) {
    if (context == null) {
      return null;
    }
    SslHandler handler = context.newHandler(allocator);
    // The whole handshake has one time limit, which is not this one's.
    handler.setHandshakeTimeoutMillis(0);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    engine.setSSLParameters(parameters);
    return handler;
  }

  private static @Nullable SslContext context(
      ServerTlsConfig config, List<CertificateConfig> certificates) throws SSLException {
    return certificates.isEmpty()
        ? null
        : SslContextBuilder.forServer(new ChainCertificates(certificates))
            .sslProvider(SslProvider.JDK)
            .protocols(config.onlyTls13() ? TLS_1_3 : TLS_1_2_AND_1_3)
            .clientAuth(ClientAuth.NONE)
            .build();
  }
}
