package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.ServerTlsConfig;
import dev.agentgateway.dataplane.exchange.TlsHandshakes.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TlsProxyTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final RouteAction OK = new RouteAction.Reply(200, "ok");

  private final Certificates certificates = Certificates.all();

  @ParameterizedTest
  @CsvSource({
    "a.example.com, a, a.example.com",
    "A.Example.COM, a, a.example.com",
    "b.example.com, wild, wild",
    "x.y.example.com, wild, wild",
    "example.com, rest, other",
    "elsewhere.net, rest, other",
    ", rest, other"
  })
  void theNameThatAClientAsksForChoosesListenerAndCertificate(
      String serverName, String chain, String server) throws Exception {
    try (TestProxy proxy =
            proxy(
                chain("a", List.of("a.example.com"), "a"),
                chain("wild", List.of("*.example.com"), "wild"),
                chain("rest", List.of(), "other"));
        TlsClient client = TlsClient.to(proxy.address(), serverName)) {
      assertThat(client.server()).isEqualTo(server);
      assertThat(client.get("/")).isEqualTo(chain);
      assertThat(client.get("/again")).isEqualTo(chain);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com, a.example.com",
    "b.example.com, b.example.com",
    "c.example.com, wild",
    "other.org, a.example.com",
    ", b.example.com"
  })
  void ofSeveralCertificatesTheOneForTheNameIsShown(String serverName, String server)
      throws Exception {
    ServerTlsConfig chain =
        new ServerTlsConfig("all", List.of(), List.of("a", "b", "wild"), false, LONG);
    try (TestProxy proxy = proxy(chain);
        TlsClient client = TlsClient.to(proxy.address(), serverName)) {
      if (serverName == null || serverName.equals("other.org")) {
        assertThat(client.server()).isIn("a.example.com", "b.example.com");
      } else {
        assertThat(client.server()).isEqualTo(server);
      }
    }
  }

  @Test
  void aNameThatNoListenerIsForIsRefused() throws Exception {
    try (TestProxy proxy = proxy(chain("a", List.of("a.example.com"), "a"))) {
      for (String name : new String[] {"b.example.com", null}) {
        assertThatThrownBy(() -> TlsClient.to(proxy.address(), name))
            .isInstanceOf(SSLException.class)
            .hasMessageContaining("unrecognized_name");
      }
      awaitCount(proxy, Outcome.NO_CERTIFICATE, 2);
    }
  }

  @Test
  void aListenerWithoutACertificateRefusesItsClientsOnly() throws Exception {
    try (TestProxy proxy =
        proxy(chain("a", List.of("a.example.com"), "absent"), chain("rest", List.of(), "other"))) {
      assertThatThrownBy(() -> TlsClient.to(proxy.address(), "a.example.com"))
          .hasMessageContaining("internal_error");
      try (TlsClient client = TlsClient.to(proxy.address(), "b.example.com")) {
        assertThat(client.get("/")).isEqualTo("rest");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void newHandshakesTakeANewCertificateAndOpenConnectionsGoOn(String protocol) throws Exception {
    ServerTlsConfig chain = chain("rest", List.of(), "a");
    try (TestProxy proxy = proxy(chain);
        TlsClient before =
            TlsClient.to(proxy.address(), "x.example.com", List.of(protocol), List.of())) {
      assertThat(before.server()).isEqualTo("a.example.com");
      assertThat(before.get("/")).isEqualTo("rest");

      certificates.put("a", "b");
      proxy.update();

      assertThat(before.get("/")).isEqualTo("rest");
      try (TlsClient after =
          TlsClient.to(proxy.address(), "x.example.com", List.of(protocol), List.of())) {
        assertThat(after.server()).isEqualTo("b.example.com");
        assertThat(after.get("/")).isEqualTo("rest");
      }
      assertThat(before.get("/")).isEqualTo("rest");
    }
  }

  @Test
  void connectionsOfAListenerThatIsGoneEndWithTheirNextAnswer() throws Exception {
    ServerTlsConfig rest = chain("rest", List.of(), "other");
    try (TestProxy proxy = proxy(chain("a", List.of("a.example.com"), "a"), rest);
        TlsClient gone = TlsClient.to(proxy.address(), "a.example.com");
        TlsClient stays = TlsClient.to(proxy.address(), "b.example.com")) {
      assertThat(gone.get("/")).isEqualTo("a");
      proxy.tls(rest).update();

      gone.connection().send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(gone.connection().readHead()).contains("connection: close");
      assertThat(gone.connection().readAll()).isEqualTo("a");
      assertThat(stays.get("/")).isEqualTo("rest");
    }
  }

  @Test
  void aPortThatChangesToTlsOpensAnewAndLetsPlainConnectionsEnd() throws Exception {
    try (TestProxy proxy = new TestProxy().secrets(certificates).action(OK).start();
        RawConnection plain = RawConnection.to(proxy.address())) {
      plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(plain.readHead()).contains("200 OK").doesNotContain("connection: close");
      assertThat(plain.read(2)).isEqualTo("ok");

      proxy.tls(chain("rest", List.of(), "a")).update();

      plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(plain.readHead()).contains("connection: close");
      try (TlsClient client = TlsClient.to(proxy.address(), null)) {
        assertThat(client.get("/")).isEqualTo("rest");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.example.com"})
  void plainHttpIsClosedAndCounted(String name) throws Exception {
    List<String> names = name.isEmpty() ? List.of() : List.of(name);
    try (TestProxy proxy = proxy(chain("rest", names, "a"))) {
      try (RawConnection plain = RawConnection.to(proxy.address())) {
        plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        assertThat(plain.isClosed()).isTrue();
      }
      awaitCount(proxy, Outcome.NOT_TLS, 1);
      try (TlsClient client = TlsClient.to(proxy.address(), name.isEmpty() ? null : name)) {
        assertThat(client.get("/")).isEqualTo("rest");
      }
      awaitCount(proxy, Outcome.DONE, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 40})
  void aClientThatIsSlowToShakeHandsIsLeft(int bytes) throws Exception {
    ServerTlsConfig chain =
        new ServerTlsConfig("rest", List.of(), List.of("a"), false, Duration.ofMillis(50));
    try (TestProxy proxy = proxy(chain);
        RawConnection slow = RawConnection.to(proxy.address())) {
      // The start of a record that holds the start of a ClientHello.
      byte[] start = new byte[40];
      System.arraycopy(new byte[] {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3}, 0, start, 0, 11);
      slow.send(Arrays.copyOf(start, bytes));
      assertThat(slow.isClosed()).isTrue();
      awaitCount(proxy, Outcome.TIMEOUT, 1);
      assertThat(proxy.listeners().stats().getFirst().connections()).isZero();
    }
  }

  @Test
  void clientsWithoutACommonVersionOrProtocolAreRefused() throws Exception {
    ServerTlsConfig only13 =
        new ServerTlsConfig("13", List.of("a.example.com"), List.of("a"), true, LONG);
    try (TestProxy proxy = proxy(only13, chain("rest", List.of(), "other"))) {
      List<String> both = List.of("TLSv1.3", "TLSv1.2");
      assertThatThrownBy(
              () -> TlsClient.to(proxy.address(), "a.example.com", List.of("TLSv1.2"), List.of()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> TlsClient.to(proxy.address(), "b.org", both, List.of("h2")))
          .hasMessageContaining("no_application_protocol");
      try (TlsClient client =
          TlsClient.to(proxy.address(), "b.org", both, List.of("h2", "http/1.1"))) {
        assertThat(client.socket().getApplicationProtocol()).isEqualTo("http/1.1");
        assertThat(client.get("/")).isEqualTo("rest");
      }
      awaitCount(proxy, Outcome.FAILED, 2);
    }
  }

  @Test
  void largeBodiesPassInBothDirectionsWhileEitherSideIsSlow() throws Exception {
    byte[] body = new byte[4 * 1024 * 1024];
    new Random(1).nextBytes(body);
    String head = "content-length: " + body.length + "\r\n\r\n";
    String sent = new String(body, StandardCharsets.ISO_8859_1);
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, number) -> {
                  assertThat(connection.readHead()).contains("x-forwarded-proto: https");
                  // The proxy must not read more of the request than it can pass on.
                  String received = connection.read(body.length);
                  connection.send("HTTP/1.1 200 OK\r\n" + head);
                  connection.send(received);
                });
        TestProxy proxy =
            new TestProxy()
                .secrets(certificates)
                .to(upstream.address())
                .tls(chain("rest", List.of(), "a"))
                .start();
        TlsClient client = TlsClient.to(proxy.address(), null)) {
      client.connection().send("POST / HTTP/1.1\r\nhost: x\r\n" + head).send(sent);
      assertThat(client.connection().readHead()).startsWith("HTTP/1.1 200");
      assertThat(client.connection().read(body.length)).isEqualTo(sent);
    }
  }

  @Test
  void severalRequestsInOneRecordAreAnsweredInTurn() throws Exception {
    try (TestProxy proxy = proxy(chain("rest", List.of(), "a"));
        TlsClient client = TlsClient.to(proxy.address(), null)) {
      client.connection().send("GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20));
      for (int i = 0; i < 20; i++) {
        assertThat(client.connection().readHead()).contains("200 OK");
        assertThat(client.connection().read(4)).isEqualTo("rest");
      }
    }
  }

  @Test
  void redirectsStayOnHttps() throws Exception {
    RouteAction redirect =
        new RouteAction.Redirect(
            302,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new RouteAction.PathRewrite.Keep(),
            false);
    try (TestProxy proxy =
            new TestProxy()
                .secrets(certificates)
                .action(redirect)
                .tls(chain("rest", List.of(), "a"))
                .start();
        TlsClient client = TlsClient.to(proxy.address(), null)) {
      client.connection().send("GET /p HTTP/1.1\r\nhost: x.example.com\r\n\r\n");
      assertThat(client.connection().readHead())
          .contains("location: https://x.example.com:" + proxy.address().getPort() + "/p\r\n");
    }
  }

  @Test
  void aClientThatSaysItSendsNoMoreIsLeft() throws Exception {
    try (TestProxy proxy = proxy(chain("rest", List.of(), "a"));
        TlsClient client = TlsClient.to(proxy.address(), null)) {
      assertThat(client.get("/")).isEqualTo("rest");
      client.socket().shutdownOutput();
      assertThat(client.connection().isClosed()).isTrue();
    }
  }

  private TestProxy proxy(ServerTlsConfig... chains) {
    return new TestProxy().secrets(certificates).action(OK).tls(chains).start();
  }

  private static ServerTlsConfig chain(String name, List<String> names, String certificate) {
    return new ServerTlsConfig(name, names, List.of(certificate), false, LONG);
  }

  /** Ends with the test's time limit where it does not come to that. */
  private static void awaitCount(TestProxy proxy, Outcome outcome, long count) {
    while (proxy.listeners().handshakes().getFirst().counts().getOrDefault(outcome, 0L) != count) {
      Thread.onSpinWait();
    }
  }
}
