package dev.agentgateway.e2e;

import static dev.agentgateway.e2e.support.ClusterPlanes.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Certificates;
import dev.agentgateway.e2e.support.ClusterPlanes;
import dev.agentgateway.e2e.support.Kubernetes;
import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.ProxyTrust;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is served by whom, on a real API server under RBAC. */
final class KubernetesTrustTest {
  @TempDir static Path directory;

  private static final String GATEWAY = "agentgateway-route";
  private static final String SECRET = "agentgateway-xds-tls";

  private static Kubernetes kubernetes;
  private static ClusterPlanes planes;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = Kubernetes.start(directory.resolve("kubernetes"));
    kubernetes.kubectl("create", "namespace", NAMESPACE);
    planes = ClusterPlanes.start(kubernetes, directory.resolve("planes"));
    kubernetes.apply(
        gateway(GATEWAY, planes.gatewayPort()) + gateway("other", Ports.free()) + route("first"));
    // The proxy was let in by the token of its ServiceAccount, bound to its pod.
    Await.untilTrue("the route serves", () -> planes.statusOf("/first") == 302);
  }

  @AfterAll
  static void close() {
    for (AutoCloseable each : new AutoCloseable[] {planes, kubernetes}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aProxyReportsToo() {
    Await.untilTrue(
        "it is on the dashboard's list",
        () -> planes.page(planes.first(), "/api/v1/proxies").body().contains("\"proxy\""));
  }

  @Test
  void podsAreGivenTheirAccountsTokenAndWhatTheyVerifyBy() throws Exception {
    Await.untilTrue(
        "the Gateway has a ConfigMap",
        () ->
            kubernetes
                .get("configmap", NAMESPACE, GATEWAY)
                .at("/data/ca.crt")
                .asText()
                .contains("BEGIN CERTIFICATE"));
    assertThat(
            kubernetes.get("deployment", NAMESPACE, GATEWAY).at("/spec/template/spec").toString())
        .contains("\"audience\":\"agentgateway-xds\"", "--xds-token-file=", "--xds-ca=");
  }

  @Test
  void whoCannotShowWhoItIsIsRefusedAndToldWhy() throws Exception {
    Path routeToken = tokenFile("route", GATEWAY, ProxyTrust.AUDIENCE);
    Path wrongAudience = tokenFile("audience", GATEWAY, "somebody-else");
    Path stranger = directory.resolve("stranger.crt");
    Files.writeString(stranger, Certificates.newAuthority("stranger").pem());
    List<String> trusted = planes.trust().flags(routeToken);
    List<Refused> refused =
        List.of(
            new Refused(
                "other-gateway",
                "other",
                trusted,
                "Gateway agentgateway-system/other is not for ServiceAccount"
                    + " agentgateway-system/agentgateway-route (expected: ServiceAccount"
                    + " agentgateway-system/other)"),
            new Refused(
                "wrong-audience", GATEWAY, planes.trust().flags(wrongAudience), "token refused"),
            new Refused(
                "no-token",
                GATEWAY,
                List.of(trusted.get(0), trusted.get(1), trusted.get(4), trusted.get(5)),
                "no token (expected: authorization: Bearer TOKEN"),
            new Refused(
                "plaintext", GATEWAY, List.of(), "one side speaks TLS and the other does not"),
            new Refused(
                "stranger",
                GATEWAY,
                List.of("--xds-ca", stranger.toString(), trusted.get(4), trusted.get(5)),
                "the control plane's certificate cannot be verified"),
            new Refused(
                "other-name",
                GATEWAY,
                List.of(trusted.get(0), trusted.get(1)),
                "the control plane's certificate cannot be verified"));
    List<Process> processes = new ArrayList<>();
    try {
      for (Refused each : refused) {
        processes.add(proxy(each.name(), each.gateway(), each.flags()));
      }
      for (Refused each : refused) {
        Await.untilTrue(
            each.name() + " is told",
            () -> Files.readString(log(each.name())).contains(each.reason()));
      }
    } finally {
      processes.forEach(Process::destroy);
      for (Process process : processes) {
        process.waitFor(20, TimeUnit.SECONDS);
      }
    }
    for (Refused each : refused) {
      assertThat(Files.readString(log(each.name())))
          .as(each.name())
          .doesNotContain("control plane answers");
    }
  }

  @Test
  void authoritiesChangeWithoutALostRequest() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger lost = new AtomicInteger();
    Thread load =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stop.get()) {
                    try {
                      if (planes.statusOf("/first") != 302) {
                        lost.incrementAndGet();
                      }
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                });
    Instant now = Instant.now();
    Certificates old =
        Certificates.newAuthority(
            "old", now.minus(Duration.ofDays(300)), now.plus(Duration.ofDays(65)));
    write(old);
    // A new one is told before anything is served with it.
    Await.untilTrue("both are told", () -> told().split("BEGIN CERTIFICATE", -1).length == 3);
    Await.untilTrue("the old one is served", () -> issuer().contains("CN=old"));
    planes.trust().writeAuthorities();
    kubernetes.apply(route("second"));
    Await.untilTrue("the stream lives", () -> planes.statusOf("/second") == 302);

    Certificates young =
        Certificates.newAuthority(
            "young", now.minus(Duration.ofHours(2)), now.plus(Duration.ofDays(365)));
    write(old, young);
    planes.trust().writeAuthorities();
    Await.untilTrue("the young one is served", () -> issuer().contains("CN=young"));
    kubernetes.apply(route("third"));
    Await.untilTrue("the stream lives", () -> planes.statusOf("/third") == 302);
    assertThat(planes.log("proxy")).doesNotContain("control plane stream ended");

    planes.first().process().destroyForcibly().waitFor();
    planes.restartFirst();
    kubernetes.apply(route("fourth"));
    Await.untilTrue("a new stream too", () -> planes.statusOf("/fourth") == 302);

    // All is made anew where the Secret is lost, and told where proxies look.
    kubernetes.kubectl("delete", "secret", SECRET, "-n", NAMESPACE);
    Await.untilTrue("it is made again", () -> issuer().contains("CN=agentgateway xDS"));
    planes.trust().writeAuthorities();
    kubernetes.apply(route("fifth"));
    Await.untilTrue("the proxy comes back", () -> planes.statusOf("/fifth") == 302);
    stop.set(true);
    load.join();
    assertThat(lost).hasValue(0);
  }

  private record Refused(String name, String gateway, List<String> flags, String reason) {}

  private static Process proxy(String name, String gateway, List<String> flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "data-plane",
                "--xds=127.0.0.1:" + planes.xdsPort(),
                "--gateway=" + NAMESPACE + "/" + gateway,
                "--id=" + name,
                "--metrics-port=0",
                "--readiness-port=0",
                "--admin-port=0",
                "--threads=1",
                "--state-dir=" + directory.resolve(name)));
    command.addAll(flags);
    return Launcher.start(log(name), command.toArray(String[]::new));
  }

  private static Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private static Path tokenFile(String name, String account, String audience) throws Exception {
    return Files.writeString(
        directory.resolve(name + ".token"), planes.trust().token(NAMESPACE, account, audience));
  }

  private static String told() throws Exception {
    return kubernetes.get("configmap", NAMESPACE, GATEWAY).at("/data/ca.crt").asText();
  }

  /** Replaces what control planes share, with a certificate for no name of theirs. */
  private static void write(Certificates... authorities) throws Exception {
    StringBuilder certificates = new StringBuilder();
    StringBuilder keys = new StringBuilder();
    for (Certificates each : authorities) {
      certificates.append(each.pem().strip()).append('\n');
      keys.append(each.keyPem().strip()).append('\n');
    }
    X509Bundle serving = authorities[0].server("nobody");
    Path files = Files.createDirectories(directory.resolve("secret"));
    Files.writeString(files.resolve("ca.crt"), certificates);
    Files.writeString(files.resolve("ca.key"), keys);
    Files.writeString(files.resolve("tls.crt"), serving.getCertificatePEM());
    Files.writeString(files.resolve("tls.key"), serving.getPrivateKeyPEM());
    kubernetes.apply(
        kubernetes.kubectl(
            "create",
            "secret",
            "generic",
            SECRET,
            "-n",
            NAMESPACE,
            "--from-file=" + files,
            "--dry-run=client",
            "-o",
            "yaml"));
  }

  /** Who issued what the control plane is served with. */
  private static String issuer() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", planes.xdsPort())) {
      socket.startHandshake();
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getIssuerX500Principal().getName();
    }
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static String gateway(String name, int port) {
    return """
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: %s, namespace: %s}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners: [{name: http, protocol: HTTP, port: %d}]
        """
        .formatted(name, NAMESPACE, port);
  }

  private static String route(String name) {
    return """
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules:
          - matches: [{path: {value: /%1$s}}]
            filters:
            - {type: RequestRedirect, requestRedirect: {statusCode: 302, hostname: elsewhere.example}}
        """
        .formatted(name, NAMESPACE);
  }
}
