package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig.Member;
import dev.agentgateway.dataplane.config.RouteAction.Forward;
import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import dev.agentgateway.dataplane.config.RouteAction.Rewrite;
import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several models of which any answers, on raw sockets. */
final class LlmGroupsTest {
  private static final int MAX_BYTES = 2048;
  private static final String CHAT = "{\"model\":\"m\",\"messages\":[]}";
  private static final String GOOD =
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n"
          + "{\"model\":\"m-1\"}";
  private static final String BUSY =
      "HTTP/1.1 429 Too Many Requests\r\nretry-after: 100\r\ncontent-length: 4\r\n\r\nbusy";

  private final RecordedCalls calls = new RecordedCalls(Contents.NONE);
  private final List<AutoCloseable> open = new ArrayList<>();
  // Health is remembered by the name of a cluster: each test has its own.
  private final String first = "first-" + System.identityHashCode(this);
  private final String second = "second-" + System.identityHashCode(this);

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void theFirstGroupIsAskedWhileItIsWell() throws Exception {
    RawUpstream a = answering(GOOD);
    RawUpstream b = answering(GOOD);
    TestProxy proxy = proxy(a.address(), b.address());
    for (int i = 0; i < 3; i++) {
      assertThat(chat(proxy, CHAT)).startsWith("HTTP/1.1 200");
      assertThat(a.told())
          .contains("authorization: Bearer k1", "host: first.example")
          .endsWith(CHAT.replace("\"m\"", "\"for-first\""));
    }
    assertThat(b.connections()).isZero();
  }

  @Test
  void whereAProviderIsBusyTheNextGroupIsAskedAndTheFirstIsLeftOutForAWhile() throws Exception {
    RawUpstream a = answering(BUSY);
    RawUpstream b = answering(GOOD);
    TestProxy proxy = proxy(a.address(), b.address());
    assertThat(chat(proxy, CHAT)).startsWith("HTTP/1.1 200");
    a.told();
    assertThat(b.told())
        .contains("host: second.example")
        .doesNotContain("k1")
        .doesNotContain("authorization")
        .endsWith(CHAT);
    assertThat(calls.next(LlmCall.class).errorType()).isEqualTo("429");
    assertThat(calls.next(LlmCall.class).errorType()).isNull();
    assertThat(chat(proxy, CHAT)).startsWith("HTTP/1.1 200");
    b.told();
    assertThat(a.connections()).isEqualTo(1);
  }

  @Test
  void whereNobodyListensTheNextOneIsAsked() throws Exception {
    RawUpstream gone = answering(GOOD);
    InetSocketAddress address = gone.address();
    gone.close();
    RawUpstream b = answering(GOOD);
    assertThat(chat(proxy(address, b.address()), CHAT)).startsWith("HTTP/1.1 200");
    assertThat(calls.next(LlmCall.class).errorType()).isEqualTo("connect_failed");
  }

  @Test
  void whereAllFailTheLastOneIsTheAnswer() throws Exception {
    RawUpstream a = answering(BUSY);
    RawUpstream b = answering(BUSY);
    TestProxy proxy = proxy(a.address(), b.address());
    assertThat(chat(proxy, CHAT)).startsWith("HTTP/1.1 429").contains("retry-after: 100");
    a.told();
    b.told();
    // Both are left out: one is asked all the same.
    assertThat(chat(proxy, CHAT)).startsWith("HTTP/1.1 429");
  }

  @Test
  void aBodyThatIsTooLargeGoesToOneOnly() throws Exception {
    RawUpstream a = answering(BUSY);
    RawUpstream b = answering(GOOD);
    String large = "{\"model\":\"m\",\"x\":\"" + "x".repeat(3 * MAX_BYTES) + "\"}";
    assertThat(chat(proxy(a.address(), b.address()), large)).startsWith("HTTP/1.1 429");
    assertThat(a.told()).endsWith(large);
    assertThat(b.connections()).isZero();
  }

  @Test
  void aFormatGoesToWhoSpeaksIt() throws Exception {
    RawUpstream a = answering(GOOD);
    RawUpstream b = answering(GOOD);
    TestProxy proxy = proxy(a.address(), b.address());
    assertThat(post(proxy, "/v1/messages", CHAT)).startsWith("HTTP/1.1 200");
    assertThat(b.told()).startsWith("POST /v1/messages ");
    assertThat(a.connections()).isZero();
  }

  private static String chat(TestProxy proxy, String body) throws IOException {
    return post(proxy, "/v1/chat/completions", body);
  }

  private static String post(TestProxy proxy, String path, String body) throws IOException {
    try (RawConnection client = RawConnection.to(proxy.address())) {
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\nhost: gw.test\r\ncontent-type: application/json\r\ncontent-length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      return client.readHead();
    }
  }

  private RawUpstream answering(String response) throws IOException {
    RawUpstream[] made = new RawUpstream[1];
    made[0] =
        new RawUpstream(
            (connection, _) -> {
              while (true) {
                String head = connection.readHead();
                int at = head.indexOf("content-length: ") + 16;
                int length = Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
                made[0].tell(head + connection.read(length));
                connection.send(response);
              }
            });
    open.add(made[0]);
    return made[0];
  }

  private TestProxy proxy(InetSocketAddress a, InetSocketAddress b) {
    LlmGroupsConfig groups =
        new LlmGroupsConfig(
            List.of(
                List.of(
                    new Member(
                        "a",
                        first,
                        llm(LlmConfig.Provider.OPENAI, "first.example", Map.of("m", "for-first")),
                        new Auth.Secret("key", Optional.empty(), ""))),
                List.of(
                    new Member(
                        "b",
                        second,
                        llm(LlmConfig.Provider.CUSTOM, "second.example", Map.of()),
                        new Auth.None()))));
    TestProxy proxy =
        new TestProxy()
            .cluster(first, a)
            .cluster(second, b)
            .action(
                new Forward(
                    List.of(
                        new WeightedCluster(
                            first,
                            1,
                            HeaderMutation.NONE,
                            HeaderMutation.NONE,
                            new BackendConfig(groups, new Auth.None()))),
                    503,
                    Duration.ZERO,
                    Optional.empty(),
                    RetryConfig.NONE,
                    Rewrite.NONE))
            .telemetry(calls)
            .secrets(name -> name.equals("key") ? new SecretConfig("key", "k1", List.of()) : null)
            .start();
    open.add(proxy);
    return proxy;
  }

  private static LlmConfig llm(
      LlmConfig.Provider provider, String host, Map<String, String> aliases) {
    return new LlmConfig(
        provider,
        Optional.empty(),
        aliases,
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(host),
        true,
        Optional.empty(),
        "",
        MAX_BYTES);
  }
}
