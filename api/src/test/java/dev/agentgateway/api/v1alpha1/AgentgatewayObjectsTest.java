package dev.agentgateway.api.v1alpha1;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class AgentgatewayObjectsTest {

  private static final String POLICY =
      """
      {"apiVersion": "agentgateway.dev/v1alpha1", "kind": "AgentgatewayPolicy",
       "metadata": {"name": "p", "namespace": "demo"},
       "spec": {
         "targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "edge"}],
         "frontend": {
           "tracing": {
             "backendRef": {"name": "collector", "namespace": "monitoring", "port": 4317},
             "randomSampling": "0.1", "parentNotSampled": "false", "newer": 1,
             "resources": [{"name": "service.name", "expression": "'x'"}],
             "attributes": {"add": [{"name": "a", "expression": "1"}], "remove": ["b"]}},
           "accessLog": {"filter": "true", "attributes": {"remove": ["a"]}, "otlp": {}},
           "metrics": {"attributes": {"add": [{"name": "team", "expression": "'x'"}]}},
           "networkAuthorization": {}},
         "backend": {
           "auth": {"key": "hunter2", "aws": {}},
           "ai": {"prompt": {}, "promptGuard": {}, "modelAliases": {"a": "b"},
             "routes": {"/v1/models": "Models", "/v1/chat": "Completions"}},
           "tls": {"sni": "host", "mtlsCertificateRef": []}},
         "traffic": {"jwtAuthentication": {}, "retry": {}},
         "newest": {}}}
      """;

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void aTracingPolicyIsReadWithItsDefaults() throws Exception {
    Tracing tracing = requireNonNull(requireNonNull(policy().getSpec().frontend()).tracing());
    assertThat(tracing.protocol()).isEqualTo(Tracing.Protocol.GRPC);
    assertThat(tracing.backendRef())
        .isEqualTo(new BackendRef("", "Service", "collector", "monitoring", 4317));
    assertThat(tracing.randomSampling()).isEqualTo("0.1");
    assertThat(tracing.clientSampling()).isNull();
    assertThat(requireNonNull(tracing.attributes()).remove()).containsExactly("b");
    assertThat(tracing.resources())
        .containsExactly(new Tracing.NamedExpression("service.name", "'x'"));
  }

  @Test
  void whatIsNotBuiltIsNamedAndGuardsAreToldApart() throws Exception {
    assertThat(policy().getSpec().unsupportedFields())
        .containsExactly(
            new UnsupportedField("spec.backend.ai.prompt", false),
            new UnsupportedField("spec.backend.ai.promptGuard", true),
            new UnsupportedField("spec.backend.ai.routes[/v1/models].Models", false),
            new UnsupportedField("spec.backend.auth.aws", true),
            new UnsupportedField("spec.backend.tls.mtlsCertificateRef", true),
            new UnsupportedField("spec.frontend.accessLog.otlp", false),
            new UnsupportedField("spec.frontend.networkAuthorization", true),
            new UnsupportedField("spec.frontend.tracing.newer", false),
            new UnsupportedField("spec.newest", true),
            new UnsupportedField("spec.traffic.jwtAuthentication", true),
            new UnsupportedField("spec.traffic.retry", false));
  }

  @Test
  void writingGivesBackWhatWasRead() throws Exception {
    AgentgatewayPolicy policy = policy();
    String written = mapper.writeValueAsString(policy);
    assertThat(mapper.readValue(written, AgentgatewayPolicy.class)).isEqualTo(policy);
    assertThat(mapper.readTree(written).at("/spec/traffic"))
        .isEqualTo(mapper.readTree(POLICY).at("/spec/traffic"));
    assertThat(mapper.readTree(written).at("/spec/newest").isObject()).isTrue();
    assertThat(mapper.readTree(written).at("/spec/unsupportedFields").isMissingNode()).isTrue();
  }

  @Test
  void theTextFormOfCredentialsHidesTheKey() throws Exception {
    assertThat(policy().toString()).doesNotContain("hunter2").contains("***");
  }

  @Test
  void whatABackendAsksForBeyondWhatIsBuiltIsNamed() throws Exception {
    AgentgatewayBackend backend =
        mapper.readValue(
            """
            {"metadata": {"name": "b"},
             "spec": {
               "aws": {},
               "ai": {"provider": {"bedrock": {}, "openai": {"moderation": {}},
                 "custom": {"formats": [{"type": "Rerank"}, {"type": "Responses"}]}}},
               "mcp": {"targets": [{"name": "t", "static": {
                 "host": "h", "port": 1, "policies": {"http": {}, "tunnel": {}}}}]},
               "policies": {"http": {}, "mcp": {"authorization": {}}}}}
            """,
            AgentgatewayBackend.class);
    assertThat(backend.getSpec().unsupportedFields())
        .containsExactly(
            new UnsupportedField("spec.ai.provider.bedrock", true),
            new UnsupportedField("spec.ai.provider.custom.formats.Rerank", false),
            new UnsupportedField("spec.ai.provider.openai.moderation", true),
            new UnsupportedField("spec.aws", true),
            new UnsupportedField("spec.mcp.targets[t].static.policies.http", false),
            new UnsupportedField("spec.mcp.targets[t].static.policies.tunnel", true),
            new UnsupportedField("spec.policies.http", false),
            new UnsupportedField("spec.policies.mcp.authorization", true));
    assertThat(backend.getKind()).isEqualTo("AgentgatewayBackend");
    assertThat(backend.getApiVersion()).isEqualTo("agentgateway.dev/v1alpha1");
  }

  @Test
  void mcpServersAreReadWithTheirDefaults() throws Exception {
    AgentgatewayBackend backend =
        mapper.readValue(
            """
            {"spec": {"mcp": {"targets": [
              {"name": "one", "static": {"backendRef": {"name": "tools"}, "port": 80}},
              {"name": "many", "selector": {"services": {"matchLabels": {"role": "tools"}}}}]}}}
            """,
            AgentgatewayBackend.class);
    McpBackend mcp = requireNonNull(backend.getSpec().mcp());
    assertThat(mcp.failureMode()).isEqualTo(McpBackend.FailureMode.FailClosed);
    assertThat(mcp.prefixMode()).isEqualTo(McpBackend.PrefixMode.Conditional);
    assertThat(requireNonNull(mcp.targets().get(0).staticTarget()).protocol())
        .isEqualTo(McpBackend.Protocol.StreamableHTTP);
    String written = mapper.writeValueAsString(backend);
    assertThat(mapper.readValue(written, AgentgatewayBackend.class)).isEqualTo(backend);
    assertThat(backend.getSpec().unsupportedFields()).isEmpty();
  }

  @Test
  void aStaticBackendIsSupported() throws Exception {
    AgentgatewayBackend backend =
        mapper.readValue(
            "{\"spec\": {\"static\": {\"host\": \"h\", \"port\": 1}}}", AgentgatewayBackend.class);
    assertThat(backend.getSpec().staticBackend())
        .isEqualTo(new AgentgatewayBackendSpec.StaticBackend("h", 1, null));
    assertThat(backend.getSpec().unsupportedFields()).isEmpty();
  }

  private AgentgatewayPolicy policy() throws JsonProcessingException {
    return mapper.readValue(POLICY, AgentgatewayPolicy.class);
  }
}
