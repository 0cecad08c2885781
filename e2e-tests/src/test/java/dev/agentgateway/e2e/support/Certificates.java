package dev.agentgateway.e2e.support;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** A certificate authority of a test, and servers that it vouches for. */
public final class Certificates {
  private final X509Bundle authority;

  private Certificates(X509Bundle authority) {
    this.authority = authority;
  }

  /** A new authority that nobody trusts yet. */
  public static Certificates newAuthority(String name) throws Exception {
    return new Certificates(
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned());
  }

  /** A new authority that was made, and ends, at other times than now. */
  public static Certificates newAuthority(String name, Instant notBefore, Instant notAfter)
      throws Exception {
    return new Certificates(
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + name)
            .notBefore(notBefore)
            .notAfter(notAfter)
            .setIsCertificateAuthority(true)
            .buildSelfSigned());
  }

  /** Its private key. */
  public String keyPem() {
    return authority.getPrivateKeyPEM();
  }

  /** What clients trust. */
  public String pem() {
    return authority.getCertificatePEM();
  }

  /** A key and a certificate for a host name. */
  public X509Bundle server(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .buildIssuedBy(authority);
  }

  /** What a server with such a certificate starts from. */
  public SSLContext serverContext(String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(server(name).toKeyManagerFactory().getKeyManagers(), null, null);
    return context;
  }

  /** Writes it as a trust store of a Java process. Its password is {@code password}. */
  public void writeTrustStore(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.getCertificate());
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "password".toCharArray());
    }
  }

  /** The server name that a client asked for; empty: none. */
  static String requestedName(SSLSession session) {
    return ((ExtendedSSLSession) session)
        .getRequestedServerNames().stream()
            .map(name -> ((SNIHostName) name).getAsciiName())
            .findFirst()
            .orElse("");
  }
}
