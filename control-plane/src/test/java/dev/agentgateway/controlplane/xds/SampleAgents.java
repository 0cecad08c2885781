package dev.agentgateway.controlplane.xds;

import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import dev.agentgateway.controlplane.ir.ActionIr.WeightedBackendIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.AzureIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.FormatIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.McpTargetIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.PrefixMode;
import dev.agentgateway.controlplane.ir.ProtocolIr.ProviderIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.SupportedFormatIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr.PlaceIr;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Gateway whose backends speak the protocols of agents. */
final class SampleAgents {

  private SampleAgents() {}

  static GatewayIr gateway() {
    return SampleGateways.gateway(
        8080,
        List.of("a", "b"),
        SampleGateways.host(
            "agents",
            "*",
            route("/v1", "a", share(llm(), Optional.of(stored(Optional.empty())))),
            route("/mcp", "b", share(mcp(), Optional.empty())),
            route("/a2a", "c", share(new ProtocolIr.A2a(Optional.of("agent:9")), Optional.empty())),
            route("/any", "d", share(new ProtocolIr.A2a(Optional.empty()), Optional.empty())),
            route(
                "/secured",
                "e",
                share(
                    new ProtocolIr.Http(),
                    Optional.of(stored(Optional.of(new PlaceIr("authorization", "Bearer ")))))),
            route(
                "/passed",
                "f",
                share(
                    new ProtocolIr.Http(),
                    Optional.of(new UpstreamAuthIr.Passthrough(Optional.empty())))),
            route(
                "/mixed",
                "g",
                SampleGateways.share("b", 3),
                share(new ProtocolIr.A2a(Optional.empty()), Optional.empty()))));
  }

  private static RouteIr route(String prefix, String precedence, WeightedBackendIr... shares) {
    return SampleGateways.route(
        new PathIr.Prefix(prefix),
        precedence,
        SampleGateways.forwardTo(List.of(shares), new PathRewriteIr.Keep()));
  }

  private static WeightedBackendIr share(ProtocolIr protocol, Optional<UpstreamAuthIr> auth) {
    return new WeightedBackendIr(
        new BackendIr.Cluster(SampleGateways.cluster("a"), protocol, auth),
        1,
        HeaderMutationIr.NONE,
        HeaderMutationIr.NONE);
  }

  private static UpstreamAuthIr stored(Optional<PlaceIr> place) {
    return new UpstreamAuthIr.Stored("demo/edge/secret/demo/token/key", place);
  }

  private static ProtocolIr llm() {
    return new ProtocolIr.Llm(
        ProviderIr.AZURE_OPENAI,
        Optional.of("gpt-5"),
        new ProtocolIr.CallsIr(
            Optional.of(Map.of("fast", "gpt-5-mini", "gpt-*", "gpt-5")), Optional.empty()),
        new ProtocolIr.CallsIr(
            Optional.of(Map.of("never", "used")),
            Optional.of(Map.of("/embed", FormatIr.EMBEDDINGS, "/answers", FormatIr.RESPONSES))),
        List.of(
            new SupportedFormatIr(FormatIr.CHAT_COMPLETIONS, Optional.of("/chat")),
            new SupportedFormatIr(FormatIr.COUNT_TOKENS, Optional.empty())),
        Optional.of("/v2"),
        Optional.empty(),
        Optional.of("llm.example"),
        true,
        Optional.of(new AzureIr(Optional.of("chat"), Optional.of("2024-10-21"))));
  }

  private static ProtocolIr mcp() {
    return new ProtocolIr.Mcp(
        "demo/tools",
        List.of(
            new McpTargetIr(
                "one",
                SampleGateways.cluster("a"),
                "one.example",
                Optional.empty(),
                Optional.of(stored(Optional.of(new PlaceIr("x-api-key", ""))))),
            new McpTargetIr(
                "two",
                SampleGateways.cluster("b"),
                "two.example:8080",
                Optional.of("/tools"),
                Optional.empty())),
        PrefixMode.ALWAYS,
        true,
        true);
  }
}
