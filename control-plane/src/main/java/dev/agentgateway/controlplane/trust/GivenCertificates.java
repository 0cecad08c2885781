package dev.agentgateway.controlplane.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files that somebody else makes and renews. */
record GivenCertificates(Path certificate, Path key, Optional<Path> authorities)
    implements CertificateSource {

  @Override
  public ServingCertificates current() throws IOException {
    String chain = read("--xds-tls-cert", certificate);
    String privateKey = read("--xds-tls-key", key);
    Identity identity;
    try {
      identity = Identity.read(chain, privateKey);
    } catch (IOException e) {
      throw new IOException(
          "--xds-tls-cert " + certificate + ", --xds-tls-key " + key + ": " + e.getMessage(), e);
    }
    String trusted = "";
    if (authorities.isPresent()) {
      trusted = read("--xds-ca", authorities.get());
      if (Pem.certificates(trusted).isEmpty()) {
        throw new IOException("--xds-ca " + authorities.get() + ": no PEM certificates");
      }
    }
    return new ServingCertificates(identity, trusted);
  }

  private static String read(String flag, Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IOException(
          flag + ": cannot read " + file + " (" + e.getClass().getSimpleName() + ")", e);
    }
  }
}
