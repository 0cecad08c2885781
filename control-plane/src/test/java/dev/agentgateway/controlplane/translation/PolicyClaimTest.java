package dev.agentgateway.controlplane.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.source.file.SampleGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyClaimTest {

  @TempDir Path directory;

  @Test
  void theWinnerIsTheOneThatTheTranslationPutsInForce() throws Exception {
    Files.writeString(
        directory.resolve("gateway.yaml"),
        SampleGateway.yaml(
                "ns",
                "gw",
                "{name: one, protocol: HTTP, port: 8080, hostname: one.example},"
                    + " {name: two, protocol: HTTP, port: 8080, hostname: two.example},"
                    + " {name: three, protocol: HTTP, port: 9090}")
            + policy("a-wide", "2020-01-01T00:00:00Z", "")
            + policy("b-port", "2021-01-01T00:00:00Z", ", port: 8080")
            + policy("c-young", "2023-01-01T00:00:00Z", ", sectionName: one")
            + policy("d-old", "2022-01-01T00:00:00Z", ", sectionName: one"));
    Translation translation =
        Translator.translate(
            FileSource.read(directory).update().state(), TranslationOptions.DEFAULT);

    assertThat(ranked(translation, "one", 8080))
        .containsExactly("ns/d-old", "ns/c-young", "ns/b-port", "ns/a-wide");
    assertThat(ranked(translation, "two", 8080)).containsExactly("ns/b-port", "ns/a-wide");
    assertThat(ranked(translation, "three", 9090)).containsExactly("ns/a-wide");
    assertThat(translation.gateways().getFirst().ports().getFirst().policies())
        .extractingByKey("one")
        .satisfies(
            inForce -> assertThat(inForce.tracing().orElseThrow().policy()).isEqualTo("ns/d-old"));
    assertThat(translation.policies("ns/other", "one", 8080)).isEmpty();
  }

  private static List<String> ranked(Translation translation, String listener, int port) {
    List<PolicyClaim.Outcome> outcomes = translation.policies("ns/gw", listener, port);
    assertThat(outcomes).filteredOn(PolicyClaim.Outcome::inForce).hasSize(1);
    assertThat(outcomes.getFirst().inForce()).isTrue();
    return outcomes.stream().map(outcome -> outcome.claim().policy()).toList();
  }

  private static String policy(String name, String created, String part) {
    return """
        ---
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: %s, namespace: ns, creationTimestamp: "%s"}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw%s}]
          frontend: {tracing: {url: "http://collector:4317", clientSampling: "true"}}
        """
        .formatted(name, created, part);
  }
}
