package dev.agentgateway.api.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A certificate chain and its private key. Whether it is valid today, and for which names, does not
 * matter here: that is for clients to judge. Its text form never shows the key.
 *
 * @param chain the server's own certificate first
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

  /** Of an RSA key; Envoy takes no shorter one either. */
  private static final int MIN_RSA_BITS = 2048;

  /** Field sizes of P-256, P-384 and P-521. */
  private static final Set<Integer> CURVE_BITS = Set.of(256, 384, 521);

  public ServerCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads PEM texts.
   *
   * @param chain certificates, the server's own first
   * @param key PKCS#8, or PKCS#1 (RSA) or SEC 1 (EC), not encrypted
   * @throws GeneralSecurityException where they cannot be read, the key is not the certificate's,
   *     or the kind of key is one that not every proxy serves; the message is for people and holds
   *     nothing secret
   */
  public static ServerCertificate of(String chain, String key) throws GeneralSecurityException {
    List<X509Certificate> certificates = certificates(chain);
    PublicKey publicKey = certificates.getFirst().getPublicKey();
    requireServed(publicKey);
    return new ServerCertificate(certificates, key(key, publicKey));
  }

  @Override
  public String toString() {
    return "ServerCertificate[" + chain.getFirst().getSubjectX500Principal() + ", key=***]";
  }

  private static List<X509Certificate> certificates(String pem) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(pem)) {
      if (block.label().equals("CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        } catch (CertificateException | IllegalArgumentException e) {
          throw new CertificateException("certificate: it cannot be parsed", e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("certificate: no PEM block CERTIFICATE");
    }
    return certificates;
  }

  private static PrivateKey key(String pem, PublicKey publicKey) throws GeneralSecurityException {
    for (Pem.Block block : Pem.blocks(pem)) {
      if (block.label().endsWith("PRIVATE KEY")) {
        try {
          return PrivateKeys.read(block.label(), block.der(), publicKey);
        } catch (GeneralSecurityException | RuntimeException e) {
          String why =
              e instanceof InvalidKeyException
                  ? e.getMessage()
                  : "it cannot be read as a key of the certificate's kind, "
                      + publicKey.getAlgorithm();
          throw new GeneralSecurityException("private key: " + why, e);
        }
      }
    }
    throw new GeneralSecurityException("private key: no PEM block PRIVATE KEY");
  }

  private static void requireServed(PublicKey key) throws CertificateException {
    boolean served =
        switch (key) {
          case RSAPublicKey rsa -> bits(rsa.getModulus()) >= MIN_RSA_BITS;
          case ECPublicKey ec ->
              CURVE_BITS.contains(ec.getParams().getCurve().getField().getFieldSize());
          default -> false;
        };
    if (!served) {
      throw new CertificateException(
          "certificate: its key is "
              + key.getAlgorithm()
              + (key instanceof RSAPublicKey rsa ? " of " + bits(rsa.getModulus()) + " bits" : "")
              + " (expected: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521)");
    }
  }

  private static int bits(BigInteger modulus) {
    return modulus.bitLength();
  }
}
