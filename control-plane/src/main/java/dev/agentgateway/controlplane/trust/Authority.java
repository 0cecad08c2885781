package dev.agentgateway.controlplane.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for the xDS port, and the certificates that it issues. */
record Authority(Identity identity) {

  static final Duration LIFETIME = Duration.ofDays(365);

  /** Of what it issues. */
  static final Duration SERVING_LIFETIME = Duration.ofDays(30);

  /** Certificates begin before they are made, for clocks that are behind. */
  static final Duration BACKDATED = Duration.ofMinutes(10);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 127;
  private static final String SIGNATURE = "SHA256withECDSA";

  /** A new one, under a name that no other has. */
  static Authority make(Instant now) {
    KeyPair keys = KeyPairs.make();
    BigInteger serial = serial();
    X500Name name = new X500Name("CN=agentgateway xDS " + serial.toString(16).substring(0, 8));
    JcaX509v3CertificateBuilder builder =
        builder(name, name, serial, now, LIFETIME, keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new Authority(signed(builder, keys, keys));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key and a certificate for a server under DNS names; at least one. */
  Identity issue(Collection<String> names, Instant now) {
    KeyPair keys = KeyPairs.make();
    List<String> sorted = List.copyOf(new TreeSet<>(names));
    X500Name issuer =
        X500Name.getInstance(identity.certificate().getSubjectX500Principal().getEncoded());
    JcaX509v3CertificateBuilder builder =
        builder(
            issuer,
            new X500Name("CN=agentgateway control plane"),
            serial(),
            now,
            SERVING_LIFETIME,
            keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(identity.certificate()));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              sorted.stream()
                  .map(name -> new GeneralName(GeneralName.dNSName, name))
                  .toArray(GeneralName[]::new)));
      return signed(
          builder, new KeyPair(identity.certificate().getPublicKey(), identity.key()), keys);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When it was made. */
  Instant made() {
    return identity.certificate().getNotBefore().toInstant().plus(BACKDATED);
  }

  boolean issued(Identity other) {
    try {
      other.certificate().verify(identity.certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      BigInteger serial,
      Instant now,
      Duration lifetime,
      PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(lifetime)),
        subject,
        key);
  }

  private static Identity signed(
      JcaX509v3CertificateBuilder builder, KeyPair signer, KeyPair certified)
      throws GeneralSecurityException, OperatorCreationException {
    return new Identity(
        certified.getPrivate(),
        List.of(
            new JcaX509CertificateConverter()
                .getCertificate(
                    builder.build(
                        new JcaContentSignerBuilder(SIGNATURE).build(signer.getPrivate())))));
  }

  /** Positive, and eight hexadecimal digits long at least. */
  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
  }
}
