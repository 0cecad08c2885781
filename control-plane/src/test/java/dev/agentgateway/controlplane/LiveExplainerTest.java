package dev.agentgateway.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.PolicyClaim;
import dev.agentgateway.controlplane.translation.Translation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveExplainerTest {

  private static final Translation TRANSLATION =
      new Translation(
          List.of(),
          List.of(),
          List.of(),
          List.of(
              claim("ns/other-listener", Optional.of("admin"), Optional.empty()),
              claim("ns/own", Optional.of("http"), Optional.empty()),
              claim("ns/younger", Optional.of("http"), Optional.empty()),
              claim("ns/other-port", Optional.empty(), Optional.of(9090)),
              claim("ns/port", Optional.empty(), Optional.of(8080)),
              claim("ns/wide", Optional.empty(), Optional.empty())));

  @Test
  void losingPoliciesAreListedBehindTheWinnerWithWhatBeatsThem() throws Exception {
    JsonNode policies = explain("ns/own", 3).at("/tracing/policies");

    assertThat(policies)
        .extracting(each -> each.get("policy").asText() + ": " + each.get("why").asText())
        .containsExactly(
            "ns/own: the oldest, or first by name, of those for listener http",
            "ns/younger: ns/own is for listener http too, and older, or first by name",
            "ns/port: ns/own is for listener http, which beats port 8080",
            "ns/wide: ns/own is for listener http, which beats the Gateway");
    assertThat(policies)
        .extracting(each -> each.get("inForce").asBoolean())
        .containsExactly(true, false, false, false);
    assertThat(policies.at("/0/field").asText()).isEqualTo("frontend.tracing");
    assertThat(policies.at("/0/generation").asLong()).isEqualTo(3);
    assertThat(policies.at("/0").has("proxy")).isFalse();
  }

  @Test
  void aProxyThatLagsBehindIsPointedOut() throws Exception {
    assertThat(explain("ns/own", 2).at("/tracing/policies/0/proxy").asText())
        .isEqualTo("has not taken it over yet; in force there: ns/own, generation 2");
  }

  @Test
  void everyBackendHasThePoliciesThatSayHowItIsSpokenTo(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("a.yaml"),
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayBackend
        metadata: {namespace: ns, name: model}
        spec:
          static: {host: example.com, port: 443}
          policies: {auth: {key: mine}}
        ---
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {namespace: ns, name: keys}
        spec:
          targetRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: model}]
          backend: {auth: {key: theirs}}
        """);
    String answer =
        """
        {"backends":[{"backend":"AgentgatewayBackend/ns/model"},{"backend":"Service/ns/a/80"}],
         "tracing":{"sampled":false}}
        """;

    JsonNode backends =
        new ObjectMapper()
            .readTree(
                LiveExplainer.withEveryPolicy(
                    answer, TRANSLATION, FileSource.read(directory).update().state()))
            .path("backends");

    assertThat(backends.at("/0/policies"))
        .extracting(each -> each.get("policy").asText() + ": " + each.get("why").asText())
        .containsExactly(
            "the backend itself: the most specific",
            "ns/keys: the backend itself is more specific");
    assertThat(backends.at("/0/policies/1/inForce").asBoolean()).isFalse();
    assertThat(backends.at("/0/policies/1/generation").asLong()).isEqualTo(1);
    assertThat(backends.toString()).doesNotContain("mine", "theirs");
    assertThat(backends.path(1).has("policies")).isFalse();
  }

  @Test
  void anAnswerAboutAnUnknownGatewayStaysAsItIs() {
    String answer = "{\"listener\":{\"gateway\":\"x/y\",\"port\":8080},\"tracing\":{}}";
    assertThat(LiveExplainer.withEveryPolicy(answer, TRANSLATION, DesiredState.empty()))
        .isEqualTo(answer);
    assertThat(
            LiveExplainer.withEveryPolicy("{\"error\":\"url\"}", TRANSLATION, DesiredState.empty()))
        .isEqualTo("{\"error\":\"url\"}");
    assertThat(LiveExplainer.withEveryPolicy("no json", TRANSLATION, DesiredState.empty()))
        .isEqualTo("no json");
  }

  private static JsonNode explain(String inForceAtProxy, long generation) throws Exception {
    String answer =
        """
        {"listener":{"gateway":"ns/gw","gatewayListener":"http","port":8080},
         "tracing":{"sampled":true,"policies":[{"policy":"%s","generation":%d,"inForce":true}]}}
        """
            .formatted(inForceAtProxy, generation);
    return new ObjectMapper()
        .readTree(LiveExplainer.withEveryPolicy(answer, TRANSLATION, DesiredState.empty()));
  }

  private static PolicyClaim claim(
      String policy, Optional<String> listener, Optional<Integer> port) {
    return new PolicyClaim("ns/gw", "frontend.tracing", policy, 3, listener, port);
  }
}
