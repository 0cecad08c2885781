package dev.agentgateway.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.SecretConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordJsonTest {

  @Test
  void secretsAreRedactedWhereverTheyAre() {
    ProxyConfig config =
        new ProxyConfig(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of("s", new SecretConfig("s", "swordfish")));
    assertThat(RecordJson.of(config).toString())
        .contains("\"secrets\":{\"s\":{\"name\":\"s\",\"value\":\"***\"}}")
        .doesNotContain("swordfish");
  }

  @Test
  void credentialsInHeaderChangesAreRedactedAndOthersAreNot() {
    HeaderMutation mutation =
        new HeaderMutation(
            List.of(new HeaderMutation.Field("Authorization", "Bearer swordfish")),
            List.of(new HeaderMutation.Field("x-plain", "seen")),
            List.of());
    assertThat(RecordJson.of(mutation).toString()).contains("seen").doesNotContain("swordfish");
  }

  @Test
  void aChoiceOfASealedInterfaceSaysWhichItIs() {
    assertThat(RecordJson.of(new PathMatch.Regex(Pattern.compile("/a.*"))).toString())
        .isEqualTo("{\"type\":\"Regex\",\"pattern\":\"/a.*\"}");
  }

  @Test
  void valuesKeepTheirJsonType() {
    record Sample(
        Optional<String> none,
        Optional<Integer> one,
        Duration duration,
        InetSocketAddress address,
        boolean flag,
        Map<String, Long> counts) {}
    Sample sample =
        new Sample(
            Optional.empty(),
            Optional.of(1),
            Duration.ofSeconds(2),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
            true,
            Map.of("b", 2L, "a", 1L));
    assertThat(RecordJson.of(sample).toString())
        .isEqualTo(
            "{\"none\":null,\"one\":1,\"duration\":\"PT2S\",\"address\":\"127.0.0.1:80\","
                + "\"flag\":true,\"counts\":{\"a\":1,\"b\":2}}");
  }
}
