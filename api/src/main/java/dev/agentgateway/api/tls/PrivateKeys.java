package dev.agentgateway.api.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** Private keys in the forms that tools write. */
final class PrivateKeys {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  private PrivateKeys() {}

  /**
   * The private key of a public one.
   *
   * @param label of the PEM block
   * @throws GeneralSecurityException where it cannot be read, or belongs to another public key
   */
  static PrivateKey read(String label, byte[] der, PublicKey publicKey)
      throws GeneralSecurityException {
    byte[] pkcs8 =
        switch (label) {
          case "PRIVATE KEY" -> der;
          // PKCS#1 and SEC 1 say what PKCS#8 says, but for the algorithm.
          case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> wrap(der, algorithm(publicKey));
          default -> throw new InvalidKeyException(label + " (expected: an unencrypted key)");
        };
    PrivateKey key =
        KeyFactory.getInstance(publicKey.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    if (!match(key, publicKey)) {
      throw new InvalidKeyException("it belongs to another certificate");
    }
    return key;
  }

  private static boolean match(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    if (key instanceof RSAPrivateKey rsa && publicKey instanceof RSAPublicKey other) {
      return rsa.getModulus().equals(other.getModulus());
    }
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    return signature.verify(signed);
  }

  /** The AlgorithmIdentifier at the start of a SubjectPublicKeyInfo. */
  private static byte[] algorithm(PublicKey key) {
    byte[] info = key.getEncoded();
    int start = contentStart(info, 0);
    int end = contentStart(info, start) + length(info, start);
    byte[] algorithm = new byte[end - start];
    System.arraycopy(info, start, algorithm, 0, algorithm.length);
    return algorithm;
  }

  private static byte[] wrap(byte[] key, byte[] algorithm) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm);
    write(content, OCTET_STRING, key);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    write(whole, SEQUENCE, content.toByteArray());
    return whole.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >>> (8 * i));
      }
    }
    out.writeBytes(content);
  }

  private static int contentStart(byte[] der, int tag) {
    int first = der[tag + 1] & 0xff;
    return tag + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int tag) {
    int first = der[tag + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der[tag + 2 + i] & 0xff);
    }
    return length;
  }
}
