package dev.agentgateway.controlplane.translation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.policy.BackendClaims.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackendClaimsTest {

  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: Service
      metadata: {namespace: ns, name: model, labels: {kind: model}}
      spec:
        ports: [{name: https, port: 443}, {name: http, port: 80}]
      ---
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {namespace: ns, name: own}
      spec:
        static: {host: example.com, port: 443}
        policies: {tls: {sni: own.example.com}}
      """;

  @TempDir Path directory;

  @Test
  void aPolicyOfAPortBeatsOneOfTheServiceAndTheFirstByNameTheOthers() throws IOException {
    DesiredState state =
        read(
            policy("wide", "{group: '', kind: Service, name: model}", "tls: {sni: wide}"),
            policy(
                "b-port",
                "{group: '', kind: Service, name: model, sectionName: https}",
                "tls: {sni: b}"),
            policy(
                "a-port",
                "{group: '', kind: Service, name: model, sectionName: '443'}",
                "tls: {sni: a}"),
            policy("key", "{group: '', kind: Service, name: model}", "auth: {key: abc}"));

    assertThat(BackendClaims.outcomes(state, "Service/ns/model/443", Way.UNKNOWN))
        .extracting(
            outcome ->
                "%s %s %s %s"
                    .formatted(
                        outcome.claim().field(),
                        outcome.claim().policy(),
                        outcome.inForce(),
                        outcome.why()))
        .containsExactly(
            "backend.tls ns/a-port true the oldest, or first by name, of those for port 443",
            "backend.tls ns/b-port false ns/a-port is for port https too, and older, or first by"
                + " name",
            "backend.tls ns/wide false ns/a-port is more specific",
            "backend.auth ns/key true nothing else sets backend.auth here");
    assertThat(BackendClaims.outcomes(state, "Service/ns/model/80", Way.UNKNOWN))
        .extracting(outcome -> outcome.claim().policy())
        .containsExactly("ns/key", "ns/wide");
  }

  @Test
  void whatABackendSaysItselfBeatsEveryPolicy() throws IOException {
    DesiredState state =
        read(
            policy(
                "other",
                "{group: agentgateway.dev, kind: AgentgatewayBackend, name: own}",
                "tls: {sni: x}"));

    assertThat(BackendClaims.outcomes(state, "AgentgatewayBackend/ns/own", Way.UNKNOWN))
        .extracting(outcome -> outcome.claim().policy() + " " + outcome.inForce())
        .containsExactly(" true", "ns/other false");
  }

  @Test
  void whatIsSaidOfCallsForARouteBeatsWhatIsSaidForTheBackendAndThatTheGateway()
      throws IOException {
    String aliases = "ai: {modelAliases: {a: b}}";
    DesiredState state =
        read(
            policy(
                "of-backend",
                "{group: agentgateway.dev, kind: AgentgatewayBackend, name: own}",
                aliases),
            policy("of-gateway", gatewayApi("Gateway, name: edge"), aliases),
            policy("of-listener", gatewayApi("Gateway, name: edge, sectionName: web"), aliases),
            policy("of-route", gatewayApi("HTTPRoute, name: chats"), aliases),
            policy("of-rule", gatewayApi("HTTPRoute, name: chats, sectionName: '0'"), aliases),
            policy("of-another", gatewayApi("HTTPRoute, name: others"), aliases));

    assertThat(
            BackendClaims.outcomes(
                state,
                "AgentgatewayBackend/ns/own",
                new Way("ns/edge", "web", 80, "ns/chats", "0")))
        .filteredOn(outcome -> outcome.claim().field().equals("backend.ai.modelAliases"))
        .extracting(outcome -> outcome.claim().policy())
        .containsExactly(
            "ns/of-rule", "ns/of-route", "ns/of-backend", "ns/of-listener", "ns/of-gateway");
  }

  private static String gatewayApi(String kind) {
    return "{group: gateway.networking.k8s.io, kind: " + kind + "}";
  }

  @Test
  void ofWhatIsNotThereNothingIsSaid() throws IOException {
    DesiredState state = read();
    assertThat(BackendClaims.outcomes(state, "Service/ns/nowhere/80", Way.UNKNOWN)).isEmpty();
    assertThat(BackendClaims.outcomes(state, "", Way.UNKNOWN)).isEmpty();
    assertThat(BackendClaims.outcomes(state, "Service/ns/model/80", Way.UNKNOWN)).isEmpty();
  }

  private DesiredState read(String... policies) throws IOException {
    Files.writeString(directory.resolve("a.yaml"), OBJECTS + String.join("", List.of(policies)));
    return FileSource.read(directory).update().state();
  }

  private static String policy(String name, String target, String backend) {
    return """
    ---
    apiVersion: agentgateway.dev/v1alpha1
    kind: AgentgatewayPolicy
    metadata: {namespace: ns, name: %s}
    spec:
      targetRefs: [%s]
      backend: {%s}
    """
        .formatted(name, target, backend);
  }
}
