package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.XdsTls;
import dev.agentgateway.controlplane.trust.CertificateKeeper;
import dev.agentgateway.controlplane.trust.ProxyAuthentication;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How xDS is served: in plain text or with certificates, to whoever connects or to proxies that
 * show a token.
 */
final class XdsSecurity implements AutoCloseable {

  /** Plain text, to whoever connects. */
  static final XdsSecurity NONE = new XdsSecurity(Optional.empty(), Optional.empty(), false);

  private final Optional<CertificateKeeper> certificates;
  private final Optional<ProxyAuthentication> authentication;
  private final boolean needsFiles;

  private XdsSecurity(
      Optional<CertificateKeeper> certificates,
      Optional<ProxyAuthentication> authentication,
      boolean needsFiles) {
    this.certificates = certificates;
    this.authentication = authentication;
    this.needsFiles = needsFiles;
  }

  /** With files, if there are any, to whoever connects. */
  static XdsSecurity of(XdsTls tls) {
    return tls.given()
        .map(given -> new XdsSecurity(Optional.of(keeper(given)), Optional.empty(), true))
        .orElse(NONE);
  }

  /** With files, else with what a Secret holds, to proxies that show a token. */
  static XdsSecurity of(XdsTls tls, CertificateKeeper shared, ProxyAuthentication authentication) {
    return new XdsSecurity(
        Optional.of(tls.given().map(XdsSecurity::keeper).orElse(shared)),
        Optional.of(authentication),
        tls.given().isPresent());
  }

  private static CertificateKeeper keeper(XdsTls.Given given) {
    return CertificateKeeper.given(given.certificate(), given.key(), given.authorities());
  }

  ServerCredentials credentials() {
    return certificates
        .map(CertificateKeeper::credentials)
        .orElseGet(InsecureServerCredentials::create);
  }

  List<ServerInterceptor> interceptors() {
    return authentication.<ServerInterceptor>map(each -> each).stream().toList();
  }

  /** PEM certificates that proxies verify the port by; empty: in plain text, or not known yet. */
  Optional<String> authorities() {
    return certificates.flatMap(CertificateKeeper::authorities);
  }

  /** When the certificate ends that is served; empty: there is none. */
  Optional<Instant> certificateExpires() {
    return certificates.flatMap(CertificateKeeper::expires);
  }

  /** Calls that were refused for their token. */
  long refused() {
    return authentication.map(ProxyAuthentication::refused).orElse(0L);
  }

  boolean isOn() {
    return certificates.isPresent();
  }

  /**
   * Reads certificates and keeps looking for newer ones.
   *
   * @param onChange called after every change, on another thread
   * @throws StartException naming the file and the flag
   */
  void start(Runnable onChange) throws StartException {
    try {
      if (certificates.isPresent() && needsFiles) {
        certificates.get().load();
      }
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    certificates.ifPresent(keeper -> keeper.start(onChange));
  }

  @Override
  public void close() {
    certificates.ifPresent(CertificateKeeper::close);
    authentication.ifPresent(ProxyAuthentication::close);
  }
}
