package dev.agentgateway.dataplane.protocol.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentCardTest {
  private static final CardAddress SAME_PATH = new CardAddress("https", "gateway.test", "", "");

  @Test
  void everyAddressBecomesTheClientsAndEveryOtherByteStays() {
    String card =
        """
        { "name":"Café \\u00e9", "url" : "http:\\/\\/agent:9000/a2a",
          "number": 1.50e3, "number": 2, "provider": {"url": "http://agent:9000/"},
          "additionalInterfaces": [ {"url":"http://agent:9000/a2a","transport":"JSONRPC"},
            {"transport":"GRPC","url":"http://agent:9001"} ],
          "supportedInterfaces": [
            {"tenant":"a","url":"https://agent/x?y=%20z#f","protocolBinding":"HTTP+JSON"}]
        }
        """;

    assertThat(rewritten(card, SAME_PATH))
        .contains(
            card.replace("\"http:\\/\\/agent:9000/a2a\"", "\"https://gateway.test/a2a\"")
                .replace(
                    "{\"url\":\"http://agent:9000/a2a\"", "{\"url\":\"https://gateway.test/a2a\"")
                .replace("https://agent/x", "https://gateway.test/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a2a, /, http://agent/, http://gw:8080/a2a/",
    "/a2a, /, http://agent, http://gw:8080/a2a",
    "/a2a, /, http://agent/rpc, http://gw:8080/a2a/rpc",
    "/a2a/, /agents/x/, http://agent/agents/x, http://gw:8080/a2a",
    "/a2a, /agents/x, http://agent/agents/x/rpc, http://gw:8080/a2a/rpc",
    "/a2a, /agents/x, http://agent/agents/xy, http://gw:8080/agents/xy",
    "/a2a, /agents/x, http://agent/other, http://gw:8080/other",
    "/, /agents, http://agent/agents/x, http://gw:8080/x",
    "'', '', http://user:secret@agent:1/p, http://gw:8080/p",
  })
  void aPrefixThatTheRouteReplacedIsPutBackBySegments(
      String routePrefix, String upstreamPrefix, String url, String told) {
    CardAddress address = new CardAddress("http", "gw:8080", routePrefix, upstreamPrefix);

    assertThat(rewritten("{\"url\":\"" + url + "\"}", address))
        .contains("{\"url\":\"" + told + "\"}");
  }

  @Test
  void aBrokenSignatureIsLeftOut() {
    assertThat(drop("{\"signatures\":[{\"a\":1}] , \"url\":\"http://a/\"}"))
        .isEqualTo("{\"url\":\"https://gateway.test/\"}");
    assertThat(drop("{\"url\":\"http://a/\",\"signatures\":[[1],{}], \"x\":1}"))
        .isEqualTo("{\"url\":\"https://gateway.test/\", \"x\":1}");
    assertThat(drop("{\"url\":\"http://a/\" , \"signatures\":null }"))
        .isEqualTo("{\"url\":\"https://gateway.test/\"  }");
    assertThat(drop("{\"signatures\":1,\"signatures\":2,\"url\":\"http://a/\",\"signatures\":3}"))
        .isEqualTo("{\"url\":\"https://gateway.test/\"}");
  }

  @Test
  void aSignatureThatStillHoldsStays() {
    assertThat(rewritten("{\"url\":\"https://gateway.test/\",\"signatures\":[]}", SAME_PATH))
        .isEmpty();
  }

  @Test
  void anExtendedCardInsideOfJsonRpcIsRewritten() {
    assertThat(
            rewritten(
                "{\"id\":1,\"result\":{\"supportedInterfaces\":[{\"url\":\"http://a/b\"}]}}",
                SAME_PATH))
        .contains(
            "{\"id\":1,\"result\":{\"supportedInterfaces\":[{\"url\":\"https://gateway.test/b\"}]}}");
  }

  @Test
  void aMainAddressOfGrpcStays() {
    assertThat(rewritten("{\"url\":\"http://a:1\",\"preferredTransport\":\"GRPC\"}", SAME_PATH))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "no card",
        "{\"url\":\"http://a/\"",
        "{\"url\":\"http://a/\"} {}",
        "{\"url\":7,\"supportedInterfaces\":{\"url\":\"http://a\"}}",
        "{\"url\":\"not a url\"}",
        "{\"url\":\"/relative\"}",
        "{\"url\":\"ftp://a/\"}",
        "{\"supportedInterfaces\":[\"http://a/\",null,[{\"url\":\"http://a\"}]]}",
      })
  void whatIsNoCardStays(String json) {
    assertThat(rewritten(json, SAME_PATH)).isEmpty();
  }

  @Test
  void anotherEncodingStays() {
    byte[] utf16 = "{\"url\":\"http://a/\"}".getBytes(StandardCharsets.UTF_16LE);

    assertThat(AgentCard.rewrite(utf16, SAME_PATH)).isEmpty();
  }

  private static String drop(String card) {
    AgentCard rewritten =
        AgentCard.rewrite(card.getBytes(StandardCharsets.UTF_8), SAME_PATH).orElseThrow();
    assertThat(rewritten.signaturesDropped()).isTrue();
    return new String(rewritten.json(), StandardCharsets.UTF_8);
  }

  private static Optional<String> rewritten(String card, CardAddress address) {
    return AgentCard.rewrite(card.getBytes(StandardCharsets.UTF_8), address)
        .map(each -> new String(each.json(), StandardCharsets.UTF_8));
  }
}
