package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * What a kubelet would put into the pods of proxies: the certificates that they verify control
 * planes by, and a token of their ServiceAccount, bound to a pod.
 */
public final class ProxyTrust {
  /** Audience of the tokens that a control plane takes. */
  public static final String AUDIENCE = "agentgateway-xds";

  private static final String NAMESPACE = ClusterPlanes.NAMESPACE;

  private final Kubernetes kubernetes;
  private final Path directory;

  ProxyTrust(Kubernetes kubernetes, Path directory) {
    this.kubernetes = kubernetes;
    this.directory = directory;
  }

  /** Flags of a proxy of a Gateway, and the files that they name. */
  public List<String> flags(String namespace, String gateway)
      throws IOException, InterruptedException {
    Path token = directory.resolve(gateway + ".token");
    Files.writeString(token, token(namespace, gateway, AUDIENCE));
    return flags(token);
  }

  /** Flags of a proxy that shows another token. */
  public List<String> flags(Path token) throws IOException {
    return List.of(
        "--xds-ca",
        writeAuthorities().toString(),
        "--xds-token-file",
        token.toString(),
        "--xds-server-name",
        "agentgateway-control-plane." + NAMESPACE + ".svc");
  }

  /** A token of a ServiceAccount, bound to a pending pod; both are made where they are missing. */
  public String token(String namespace, String account, String audience)
      throws IOException, InterruptedException {
    kubernetes.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %1$s, namespace: %2$s}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: %1$s-pod, namespace: %2$s}
        spec:
          serviceAccountName: %1$s
          automountServiceAccountToken: false
          containers: [{name: proxy, image: none}]
        """
            .formatted(account, namespace));
    return kubernetes
        .kubectl(
            "create",
            "token",
            account,
            "-n",
            namespace,
            "--audience=" + audience,
            "--bound-object-kind=Pod",
            "--bound-object-name=" + account + "-pod")
        .strip();
  }

  /** Writes what control planes are verified by now, as soon as there is something. */
  public Path writeAuthorities() throws IOException {
    Path file = directory.resolve("xds-ca.crt");
    Await.untilTrue(
        "the control plane has certificates",
        () -> {
          String encoded =
              kubernetes.kubectl(
                  "get",
                  "secret",
                  "agentgateway-xds-tls",
                  "-n",
                  NAMESPACE,
                  "--ignore-not-found",
                  "-o",
                  "jsonpath={.data.ca\\.crt}");
          if (encoded.isBlank()) {
            return false;
          }
          Files.write(
              file,
              Base64.getDecoder().decode(encoded.strip().getBytes(StandardCharsets.US_ASCII)));
          return true;
        });
    return file;
  }
}
