package dev.agentgateway.dataplane.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UInt32Value;
import dev.agentgateway.api.v1.A2aBackend;
import dev.agentgateway.api.v1.BackendFilter;
import dev.agentgateway.api.v1.LlmBackend;
import dev.agentgateway.api.v1.LlmGroups;
import dev.agentgateway.api.v1.McpBackend;
import dev.agentgateway.api.v1.McpTarget;
import dev.agentgateway.api.v1.UpstreamAuth;
import dev.agentgateway.dataplane.config.A2aConfig;
import dev.agentgateway.dataplane.config.BackendConfig;
import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.LlmConfig;
import dev.agentgateway.dataplane.config.LlmGroupsConfig;
import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.xds.Fixtures;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackendFilterDecoderTest {

  @Test
  void aWeightedClusterWithoutOurFilterIsPlain() {
    assertThat(valid(BackendFilter.getDefaultInstance())).isEqualTo(BackendConfig.PLAIN);
  }

  @Test
  void everyFieldOfAnLlmIsRead() {
    BackendConfig backend =
        valid(
            BackendFilter.newBuilder()
                .setLlm(
                    LlmBackend.newBuilder()
                        .setProvider(LlmBackend.Provider.AZURE_OPENAI)
                        .setModel("gpt-5")
                        .putModelAliases("fast", "gpt-5-mini")
                        .addFormats(
                            LlmBackend.SupportedFormat.newBuilder()
                                .setFormat(LlmBackend.Format.RESPONSES)
                                .setPath("/answers"))
                        .addFormats(
                            LlmBackend.SupportedFormat.newBuilder()
                                .setFormat(LlmBackend.Format.COUNT_TOKENS))
                        .putRoutes("/embed", LlmBackend.Format.EMBEDDINGS)
                        .setPathPrefix("/v2")
                        .setPath("/whole")
                        .setHost("llm.example")
                        .setIncludeUsage(true)
                        .setAzureDeployment("chat")
                        .setAzureApiVersion("v1")
                        .setMaxBodyBytes(7))
                .setAuth(UpstreamAuth.newBuilder().setSecret("key"))
                .build());
    assertThat(backend.protocol())
        .isEqualTo(
            new LlmConfig(
                LlmConfig.Provider.AZURE_OPENAI,
                Optional.of("gpt-5"),
                Map.of("fast", "gpt-5-mini"),
                Map.of(LlmConfig.Format.RESPONSES, "/answers", LlmConfig.Format.COUNT_TOKENS, ""),
                Map.of("/embed", LlmConfig.Format.EMBEDDINGS),
                Optional.of("/v2"),
                Optional.of("/whole"),
                Optional.of("llm.example"),
                true,
                Optional.of("chat"),
                "v1",
                7));
    assertThat(backend.auth()).isEqualTo(new Auth.Secret("key", Optional.empty(), ""));
  }

  @Test
  void groupsOfModelsAreReadInTheirOrder() {
    LlmGroups.Provider.Builder first =
        LlmGroups.Provider.newBuilder()
            .setName("a")
            .setCluster("c1")
            .setLlm(LlmBackend.newBuilder().setModel("m"))
            .setAuth(UpstreamAuth.newBuilder().setSecret("s"));
    LlmGroups.Provider.Builder second =
        LlmGroups.Provider.newBuilder().setName("b").setCluster("c2");
    BackendConfig backend =
        valid(
            BackendFilter.newBuilder()
                .setLlmGroups(
                    LlmGroups.newBuilder()
                        .addGroups(LlmGroups.Group.newBuilder().addProviders(first))
                        .addGroups(LlmGroups.Group.newBuilder().addProviders(second)))
                .build());
    LlmGroupsConfig groups = (LlmGroupsConfig) backend.protocol();
    assertThat(groups.groups()).hasSize(2);
    assertThat(groups.providers())
        .extracting(each -> each.name() + " " + each.cluster() + " " + each.llm().model())
        .containsExactly("a c1 Optional[m]", "b c2 Optional.empty");
    assertThat(groups.providers())
        .extracting(LlmGroupsConfig.Member::auth)
        .containsExactly(new Auth.Secret("s", Optional.empty(), ""), new Auth.None());
  }

  @Test
  void mcpTargetsAreReadWithTheirDefaults() {
    BackendConfig backend =
        valid(
            BackendFilter.newBuilder()
                .setMcp(
                    McpBackend.newBuilder()
                        .setBackend("demo/tools")
                        .addTargets(
                            McpTarget.newBuilder()
                                .setName("one")
                                .setCluster("c1")
                                .setAuthority("one.example")
                                .setAuth(
                                    UpstreamAuth.newBuilder()
                                        .setSecret("s")
                                        .setHeader("X-Api-Key")
                                        .setPrefix("k ")))
                        .addTargets(
                            McpTarget.newBuilder().setName("two").setCluster("c2").setPath("/t"))
                        .setPrefixMode(McpBackend.PrefixMode.NEVER)
                        .setFailureMode(McpBackend.FailureMode.FAIL_OPEN)
                        .setSessionRouting(McpBackend.SessionRouting.STATELESS)
                        .setSealingKeys("keys"))
                .build());
    assertThat(backend.protocol())
        .isEqualTo(
            new McpConfig(
                "demo/tools",
                List.of(
                    new McpConfig.Target(
                        "one",
                        "c1",
                        "one.example",
                        "/mcp",
                        new Auth.Secret("s", Optional.of("x-api-key"), "k ")),
                    new McpConfig.Target("two", "c2", "", "/t", new Auth.None())),
                McpConfig.PrefixMode.NEVER,
                McpConfig.FailureMode.FAIL_OPEN,
                true,
                "keys",
                McpConfig.DEFAULT_MAX_MESSAGE_BYTES));
  }

  @Test
  void anAgentAndPassedThroughCredentialsAreRead() {
    BackendConfig backend =
        valid(
            BackendFilter.newBuilder()
                .setA2A(A2aBackend.newBuilder().setAuthority("agent:9"))
                .setAuth(UpstreamAuth.newBuilder().setPassthrough(true))
                .build());
    assertThat(backend.protocol())
        .isEqualTo(new A2aConfig(Optional.of("agent:9"), A2aConfig.DEFAULT_MAX_MESSAGE_BYTES));
    assertThat(backend.auth()).isEqualTo(new Auth.Passthrough(Optional.empty()));
  }

  @Test
  void whatCannotBeKeptIsRefusedWithItsPath() {
    assertThat(
            problems(
                BackendFilter.newBuilder()
                    .setMcp(
                        McpBackend.newBuilder()
                            .addTargets(McpTarget.newBuilder().setName("a").setCluster("c"))
                            .addTargets(McpTarget.newBuilder().setName("a"))
                            .setPrefixModeValue(9))
                    .setAuth(UpstreamAuth.getDefaultInstance())
                    .build()))
        .containsExactlyInAnyOrder(
            AT + ".mcp.targets[1].name: 'a' again (expected: different names)",
            AT + ".mcp.targets[1].cluster: empty (expected: a cluster)",
            AT + ".mcp.prefix_mode: 9 (expected: 0, 1 or 2)",
            AT + ".auth.credential: none (expected: secret or passthrough)");
    assertThat(problems(BackendFilter.newBuilder().setMcp(McpBackend.getDefaultInstance()).build()))
        .containsExactly(AT + ".mcp.targets: none (expected: at least one)");
    assertThat(
            problems(
                BackendFilter.newBuilder()
                    .setLlm(
                        LlmBackend.newBuilder()
                            .setProviderValue(9)
                            .setMaxBodyBytes(-1)
                            .addFormats(LlmBackend.SupportedFormat.newBuilder().setFormatValue(17)))
                    .build()))
        .containsExactlyInAnyOrder(
            AT + ".llm.provider: 9 (expected: 0 to 4)",
            AT + ".llm.formats: none that is known (expected: 0 to 5)",
            AT + ".llm.max_body_bytes: 4294967295 (expected: 0 to 2147483647)");
  }

  @Test
  void formatsOfANewerControlPlaneAreLeftOut() {
    BackendConfig backend =
        valid(
            BackendFilter.newBuilder()
                .setLlm(
                    LlmBackend.newBuilder()
                        .addFormats(LlmBackend.SupportedFormat.newBuilder().setFormatValue(17))
                        .addFormats(
                            LlmBackend.SupportedFormat.newBuilder()
                                .setFormat(LlmBackend.Format.MESSAGES))
                        .putRoutesValue("/new", 17))
                .build());
    assertThat(backend.protocol())
        .isInstanceOfSatisfying(
            LlmConfig.class,
            llm -> {
              assertThat(llm.formats()).containsOnlyKeys(LlmConfig.Format.MESSAGES);
              assertThat(llm.routes()).isEmpty();
            });
  }

  @Test
  void anUnreadableFilterOfOursIsRefusedThoughItIsOptional() {
    Any garbage =
        Any.pack(BackendFilter.getDefaultInstance()).toBuilder()
            .setValue(ByteString.copyFrom(new byte[] {(byte) 0xff}))
            .build();
    assertThat(
            decode(
                Any.pack(FilterConfig.newBuilder().setIsOptional(true).setConfig(garbage).build())))
        .isInstanceOfSatisfying(
            Decoded.Invalid.class,
            invalid -> assertThat(invalid.problems().toString()).contains(AT));
  }

  private static final String AT =
      "routes[0].route.weighted_clusters.clusters[0]"
          + ".typed_per_filter_config[dev.agentgateway.gateway]";

  private static BackendConfig valid(BackendFilter filter) {
    if (!(decode(optional(filter)) instanceof Decoded.Valid<VirtualHostConfig> valid)) {
      throw new AssertionError("not valid");
    }
    RouteAction.Forward forward = (RouteAction.Forward) valid.value().routes().getFirst().action();
    return forward.clusters().getFirst().backend();
  }

  private static List<String> problems(BackendFilter filter) {
    if (!(decode(optional(filter)) instanceof Decoded.Invalid<VirtualHostConfig> invalid)) {
      throw new AssertionError("not refused");
    }
    return invalid.problems();
  }

  private static Any optional(BackendFilter filter) {
    return Any.pack(
        FilterConfig.newBuilder().setIsOptional(true).setConfig(Any.pack(filter)).build());
  }

  private static Decoded<VirtualHostConfig> decode(Any filter) {
    WeightedCluster.ClusterWeight share =
        WeightedCluster.ClusterWeight.newBuilder()
            .setName("c")
            .setWeight(UInt32Value.of(1))
            .putTypedPerFilterConfig("dev.agentgateway.gateway", filter)
            .build();
    Route route =
        Route.newBuilder()
            .setMatch(Fixtures.route("/", "c").getMatch())
            .setRoute(
                io.envoyproxy.envoy.config.route.v3.RouteAction.newBuilder()
                    .setWeightedClusters(WeightedCluster.newBuilder().addClusters(share)))
            .build();
    VirtualHost host =
        VirtualHost.newBuilder().setName("h").addDomains("*").addRoutes(route).build();
    return ResourceDecoder.virtualHost(Any.pack(host), "h", "1");
  }
}
