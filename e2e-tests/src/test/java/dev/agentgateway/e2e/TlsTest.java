package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Certificates;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.TraceReceiver;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards collectors and upstreams: trusted, named and refused as the objects say. */
final class TlsTest {
  private static final String CA = "tls: {caCertificateRefs: [{name: ca}]}";

  private static final String NAME = "server.example.com";
  private static final String OTHER_NAME = "other.example.com";

  private static Certificates authority;
  private static Certificates stranger;

  @TempDir Path directory;

  @BeforeAll
  static void makeAuthorities() throws Exception {
    authority = Certificates.newAuthority("Authority");
    stranger = Certificates.newAuthority("Stranger");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRPC", "HTTP"})
  void collectorIsTrustedByAGivenAuthorityAndAskedForByItsName(String protocol) throws Exception {
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver = receiver(protocol, NAME);
        Planes planes = Planes.start(directory).withHosts("127.0.0.1 " + NAME)) {
      trace(planes, upstream, Manifests.backend("collector", NAME, receiver.port(), CA));
      planes.write("tracing.yaml", Manifests.tracing("collector", protocol));
      planes.startDataPlane("proxy");
      planes.awaitRoute("/up");

      spansArrive(planes, receiver);
      assertThat(receiver.serverName()).isEqualTo(NAME);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRPC", "HTTP"})
  void collectorIsVerifiedByTheNameThatAPolicyGives(String protocol) throws Exception {
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver = receiver(protocol, OTHER_NAME);
        Planes planes = Planes.start(directory).withHosts("127.0.0.1 " + NAME)) {
      String tls = "tls: {sni: other.example.com, caCertificateRefs: [{name: ca}]}";
      trace(planes, upstream, Manifests.backend("collector", "127.0.0.1", receiver.port(), tls));
      planes.write("tracing.yaml", Manifests.tracing("collector", protocol));
      planes.startDataPlane("proxy");
      planes.awaitRoute("/up");

      spansArrive(planes, receiver);
      assertThat(receiver.serverName()).isEqualTo(OTHER_NAME);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRPC", "HTTP"})
  void collectorOfAnotherAuthorityGetsNothingAndTheReasonIsTold(String protocol) throws Exception {
    try (Upstream upstream = Upstream.start("up");
        TraceReceiver receiver = receiver(protocol, NAME);
        Planes planes = Planes.start(directory).withHosts("127.0.0.1 " + NAME)) {
      trace(planes, upstream, Manifests.backend("collector", NAME, receiver.port(), CA));
      planes.write("ca.yaml", Manifests.authority("ca", stranger.pem()));
      planes.write("tracing.yaml", Manifests.tracing("collector", protocol));
      Planes.DataPlane proxy = planes.startDataPlane("proxy");
      planes.awaitRoute("/up");

      Await.untilTrue(
          "the reason is told",
          () -> {
            assertThat(planes.api("proxies").toString()).contains("certification path");
            return true;
          });
      Planes.Ledger ledger = planes.ledger(proxy);
      assertThat(ledger.addsUp()).as("%s", ledger).isTrue();
      assertThat(ledger.queued()).isPositive();
      assertThat(receiver.spans()).isZero();

      planes.write("ca.yaml", Manifests.authority("ca", authority.pem()));
      spansArrive(planes, receiver);
    }
  }

  @Test
  void upstreamsAreTrustedNamedAndRefusedAsTheirObjectsSay() throws Exception {
    Path trustStore = directory.resolve("trust.p12");
    authority.writeTrustStore(trustStore);
    try (Upstream named = Upstream.start("named", authority, NAME);
        Upstream other = Upstream.start("other", authority, OTHER_NAME);
        Upstream foreign = Upstream.start("foreign", stranger, NAME);
        Planes planes = Planes.start(directory).withHosts("127.0.0.1 " + NAME)) {
      planes.write("ca.yaml", Manifests.authority("ca", authority.pem()));
      planes.write(
          "routes.yaml",
          Manifests.all(
              to("given", NAME, named.port(), CA),
              to("wrong-name", NAME, other.port(), CA),
              to(
                  "given-name",
                  NAME,
                  other.port(),
                  "tls: {sni: other.example.com, caCertificateRefs: [{name: ca}]}"),
              to("stranger", NAME, foreign.port(), CA),
              to("system", NAME, named.port(), "tls: {}"),
              to("system-stranger", NAME, foreign.port(), "tls: {}"),
              to("unverified", NAME, foreign.port(), "tls: {insecureSkipVerify: All}"),
              service(named.port())));
      planes
          .withJavaOption("-Djavax.net.ssl.trustStorePassword=password")
          .withJavaOption("-Djavax.net.ssl.trustStore=" + trustStore)
          .startDataPlane("proxy");
      planes.awaitRoute("/given");

      assertThat(named.serverName()).isEqualTo(NAME);
      answers(planes, "/given", 200);
      answers(planes, "/given-name", 200);
      answers(planes, "/system", 200);
      answers(planes, "/unverified", 200);
      answers(planes, "/service", 200);
      answers(planes, "/wrong-name", 503);
      answers(planes, "/stranger", 503);
      answers(planes, "/system-stranger", 503);
      assertThat(other.requests()).isEqualTo(2);
      assertThat(foreign.requests()).isEqualTo(2);
      assertThat(planes.logs()).contains("certif");
    }
  }

  /** Twice: the second request may find a connection that the first one left. */
  private static void answers(Planes planes, String path, int status) throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(planes.get(path).statusCode()).as(path).isEqualTo(status);
    }
  }

  private static TraceReceiver receiver(String protocol, String name) throws Exception {
    return protocol.equals("GRPC")
        ? TraceReceiver.grpc(authority, name)
        : TraceReceiver.http(authority, name);
  }

  private static void trace(Planes planes, Upstream upstream, String collector) throws Exception {
    planes.write("ca.yaml", Manifests.authority("ca", authority.pem()));
    planes.write(
        "routes.yaml",
        Manifests.all(
            Manifests.route("up", "/up", "up"),
            Manifests.backend("up", "127.0.0.1", upstream.port()),
            collector));
  }

  private static void spansArrive(Planes planes, TraceReceiver receiver) {
    try {
      Await.untilTrue(
          "spans arrive",
          () -> {
            assertThat(planes.get("/up").statusCode()).isEqualTo(200);
            return receiver.spans() > 0;
          });
    } catch (AssertionError e) {
      throw new AssertionError(planes.logs(), e);
    }
  }

  private static String to(String name, String host, int port, String policies) {
    return Manifests.all(
        Manifests.route(name, "/" + name, name), Manifests.backend(name, host, port, policies));
  }

  private static String service(int port) {
    return Manifests.all(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: service, namespace: test}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - matches: [{path: {type: PathPrefix, value: /service}}]
            backendRefs: [{name: service, port: 80}]
        """,
        Manifests.service("service", List.of(port)),
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: service, namespace: test}
        spec:
          targetRefs: [{group: "", kind: Service, name: service}]
          backend: {tls: {sni: server.example.com, caCertificateRefs: [{name: ca}]}}
        """);
  }
}
