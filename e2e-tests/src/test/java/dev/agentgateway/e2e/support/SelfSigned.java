package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A certificate that openssl makes, with its key.
 *
 * @param chain file of the certificate, which clients trust
 * @param key file of the key
 */
public record SelfSigned(Path chain, Path key) {

  /** A new one for a host name, with an EC key. */
  public static SelfSigned of(Path directory, String file, String host) throws Exception {
    return of(directory, file, host, "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
  }

  /** A new one for a host name, with an RSA key as older tools write it. */
  public static SelfSigned ofRsa(Path directory, String file, String host) throws Exception {
    SelfSigned made = of(directory, file, host, "rsa:2048");
    String key = made.key.toString();
    Command.output("openssl", "rsa", "-traditional", "-in", key, "-out", key);
    return made;
  }

  private static SelfSigned of(Path directory, String file, String host, String... kind)
      throws Exception {
    SelfSigned made =
        new SelfSigned(directory.resolve(file + ".crt"), directory.resolve(file + ".key"));
    String[] start = {"openssl", "req", "-x509", "-nodes", "-days", "30", "-newkey"};
    String[] end = {
      "-subj",
      "/CN=" + file,
      "-addext",
      "subjectAltName=DNS:" + host,
      "-out",
      made.chain.toString(),
      "-keyout",
      made.key.toString()
    };
    String[] command = new String[start.length + kind.length + end.length];
    System.arraycopy(start, 0, command, 0, start.length);
    System.arraycopy(kind, 0, command, start.length, kind.length);
    System.arraycopy(end, 0, command, start.length + kind.length, end.length);
    Command.output(command);
    return made;
  }

  /** A Secret of both. */
  public String secret(String name, String namespace) throws IOException {
    return secret(name, namespace, key);
  }

  /** A Secret of the certificate and of a key that may be another's. */
  public String secret(String name, String namespace, Path otherKey) throws IOException {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        type: kubernetes.io/tls
        stringData:
          tls.crt: |
        %s
          tls.key: |
        %s
        """
        .formatted(name, namespace, indented(chain), indented(otherKey));
  }

  private static String indented(Path file) throws IOException {
    return Files.readString(file).lines().map("    "::concat).collect(Collectors.joining("\n"));
  }
}
