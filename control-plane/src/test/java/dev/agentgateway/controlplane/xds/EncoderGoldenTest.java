package dev.agentgateway.controlplane.xds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import dev.agentgateway.controlplane.ir.ActionIr.RetryIr;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.ClusterIr.SourceIr;
import dev.agentgateway.controlplane.ir.ClusterIr.TlsIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.AccessLogIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.CollectorIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.MetricLabelsIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.NamedExpressionIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr.FieldIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.NamedMatchIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import dev.agentgateway.controlplane.ir.MatchIr.ValueIr;
import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.PortIr.ListenerIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.snapshot.SnapshotDump;
import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Versions are in the golden files: they were recorded by another process. */
final class EncoderGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/xds");

  @ParameterizedTest
  @EnumSource
  void aGatewayIsEncodedAsRecorded(Case sample) throws IOException {
    for (Dialect dialect : Dialect.values()) {
      String name = sample.name().toLowerCase(Locale.ROOT).replace('_', '-');
      Path file = GOLDEN.resolve(name + "." + dialect.name().toLowerCase(Locale.ROOT) + ".txt");
      String actual = dump(sample.gateway(), dialect);
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(file, actual);
      }
      assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    }
  }

  private static String dump(GatewayIr gateway, Dialect dialect) {
    SnapshotStore store = new SnapshotStore();
    store.publish(new XdsEncoder().encode(List.of(gateway), SampleGateways::sealingKeys));
    StringBuilder text = new StringBuilder();
    SnapshotDump.of(store.current().orElseThrow().gateway(gateway.id()).orElseThrow(), dialect)
        .forEach(
            resource ->
                text.append("# ")
                    .append(resource.type())
                    .append(' ')
                    .append(resource.name())
                    .append(' ')
                    .append(resource.version())
                    .append('\n')
                    .append(resource.json())
                    .append('\n'));
    return text.toString();
  }

  enum Case {
    ACTIONS {
      @Override
      GatewayIr gateway() {
        return SampleGateways.gateway(8080, List.of("a", "b"), actions());
      }
    },
    AGENTS {
      @Override
      GatewayIr gateway() {
        return SampleAgents.gateway();
      }
    },
    HOSTS {
      @Override
      GatewayIr gateway() {
        return hosts();
      }
    },
    POLICIES {
      @Override
      GatewayIr gateway() {
        return policies();
      }
    },
    TLS {
      @Override
      GatewayIr gateway() {
        return tls();
      }
    };

    abstract GatewayIr gateway();
  }

  private static VirtualHostIr actions() {
    PathRewriteIr keep = new PathRewriteIr.Keep();
    RouteIr full =
        new RouteIr(
            "1/0",
            "c",
            "named",
            "[a-z]+",
            new MatchIr(
                new PathIr.Regex("/[a-z]+"),
                Optional.of("POST"),
                List.of(
                    new NamedMatchIr("x-a", new ValueIr.Exact("1")),
                    new NamedMatchIr("x-b", new ValueIr.Regex("[0-9]+"))),
                List.of(new NamedMatchIr("q", new ValueIr.Exact("v")))),
            new ActionIr.Forward(
                List.of(
                    SampleGateways.share("a", 9),
                    SampleGateways.invalidShare(1),
                    SampleGateways.share("b", 0)),
                Optional.of(Duration.ofMillis(1500)),
                Optional.of(new RetryIr(2, Set.of(503, 500), Optional.of(Duration.ofMillis(100)))),
                Optional.of(Duration.ofMillis(400)),
                Optional.of("inner.example"),
                new PathRewriteIr.Full("/all")),
            new HeaderMutationIr(
                List.of(new FieldIr("x-set", "100%"), new FieldIr("Host", "set.example")),
                List.of(new FieldIr("x-add", "")),
                List.of("x-gone", "host")),
            new HeaderMutationIr(List.of(new FieldIr("x-res", "1")), List.of(), List.of("server")));
    return SampleGateways.host(
        "actions",
        "*",
        full,
        SampleGateways.route(
            new PathIr.Exact("/exact"),
            "a",
            new ActionIr.Redirect(
                301, Optional.of("https"), Optional.of("new.example"), Optional.of(8443), keep)),
        SampleGateways.route(
            new PathIr.Prefix("/moved"),
            "b",
            new ActionIr.Redirect(
                302,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new PathRewriteIr.Prefix("/moved", "/"))),
        SampleGateways.route(
            new PathIr.Prefix("/v1.0"),
            "d",
            SampleGateways.forwardTo(
                List.of(SampleGateways.share("a", 1)), new PathRewriteIr.Prefix("/v1.0", ""))),
        SampleGateways.route(
            new PathIr.Prefix("/old"),
            "e",
            SampleGateways.forwardTo(
                List.of(SampleGateways.share("a", 1)), new PathRewriteIr.Prefix("/old", "/new/"))),
        SampleGateways.route(
            new PathIr.Prefix("/"),
            "z",
            SampleGateways.forwardTo(
                List.of(SampleGateways.share("b", 1)), new PathRewriteIr.Prefix("/", "/base"))),
        SampleGateways.route(
            new PathIr.Prefix("/broken"),
            "f",
            SampleGateways.forwardTo(List.of(SampleGateways.invalidShare(1)), keep)));
  }

  private static GatewayIr hosts() {
    List<VirtualHostIr> virtualHosts =
        List.of(
            new VirtualHostIr(
                "all",
                SampleGateways.host("r", "x").route(),
                "*",
                List.of(SampleGateways.forward("/everywhere", "a"))),
            new VirtualHostIr(
                "wild",
                SampleGateways.host("w", "x").route(),
                "*.example.com",
                List.of(SampleGateways.forward("/wild", "a"))),
            new VirtualHostIr(
                "wild",
                SampleGateways.host("s", "x").route(),
                "shop.example.com",
                List.of(SampleGateways.forward("/", "a"), SampleGateways.forward("/cart", "b"))),
            new VirtualHostIr(
                "wild",
                SampleGateways.host("t", "x").route(),
                "shop.example.com",
                List.of(SampleGateways.forward("/ca", "b"))),
            SampleGateways.catchAll("all", "*"),
            SampleGateways.catchAll("wild", "*.example.com"));
    PortIr port =
        new PortIr(
            80,
            List.of("127.0.0.1", "::1"),
            List.of(new ListenerIr("all", "*"), new ListenerIr("wild", "*.example.com")),
            virtualHosts,
            Map.of());
    return SampleGateways.withPorts(List.of(port), List.of("a", "b"));
  }

  private static GatewayIr tls() {
    List<VirtualHostIr> virtualHosts =
        List.of(
            new VirtualHostIr(
                "all",
                SampleGateways.host("r", "x").route(),
                "*",
                List.of(SampleGateways.forward("/everywhere", "a"))),
            new VirtualHostIr(
                "wild",
                SampleGateways.host("w", "x").route(),
                "shop.example.com",
                List.of(SampleGateways.forward("/wild", "a"))),
            SampleGateways.catchAll("all", "*"),
            SampleGateways.catchAll("wild", "*.example.com"));
    String certificate = "demo/edge/certificate/demo/one";
    PortIr.TlsIr one = new PortIr.TlsIr(List.of(certificate));
    PortIr.TlsIr both = new PortIr.TlsIr(List.of(certificate, "demo/edge/certificate/demo/two"));
    PortIr port =
        new PortIr(
            443,
            List.of(),
            List.of(
                new ListenerIr("all", "*", Optional.of(both)),
                new ListenerIr("wild", "*.example.com", Optional.of(one))),
            virtualHosts,
            Map.of(
                "wild",
                new FrontendPolicyIr(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new MetricLabelsIr("demo/log", List.of())))));
    GatewayIr gateway = SampleGateways.withPorts(List.of(port), List.of("a"));
    return new GatewayIr(
        gateway.namespace(),
        gateway.name(),
        gateway.ports(),
        gateway.clusters(),
        gateway.endpoints(),
        List.of(new SecretIr.Certificate(certificate, "CHAIN", "KEY")));
  }

  private static GatewayIr policies() {
    TracingIr tracing =
        new TracingIr(
            "demo/tracing",
            3,
            new CollectorIr.Otlp(
                "demo/edge/collector/demo/tracing", "otel:4317", Optional.empty(), List.of()),
            Optional.of("true"),
            Optional.of("0.25"),
            Optional.empty(),
            Optional.of("response.code >= 500"),
            List.of(
                new NamedExpressionIr("service.name", "\"shop\""),
                new NamedExpressionIr("team", "'agents'")),
            List.of(
                new NamedExpressionIr("tier", "\"gold\""),
                new NamedExpressionIr("user", "request.headers[\"x-user\"]"),
                new NamedExpressionIr("auth", "request.headers[\"Authorization\"]"),
                new NamedExpressionIr("size", "string(request.size)")),
            List.of("url.query"),
            false);
    AccessLogIr log =
        new AccessLogIr(
            "demo/log",
            Optional.of("response.code >= 500"),
            List.of(new NamedExpressionIr("user", "jwt.sub")),
            List.of("trace_id"));
    MetricLabelsIr labels =
        new MetricLabelsIr("demo/log", List.of(new NamedExpressionIr("team", "'agents'")));
    PortIr port = SampleGateways.port(80);
    PortIr traced =
        new PortIr(
            port.port(),
            port.addresses(),
            port.listeners(),
            port.virtualHosts(),
            Map.of(
                "",
                new FrontendPolicyIr(Optional.of(tracing), Optional.of(log), Optional.of(labels))));
    ClusterIr collector =
        new ClusterIr(
            "demo/edge/collector/demo/tracing",
            "AgentgatewayPolicy/demo/tracing",
            new SourceIr.Host("otel", 4317),
            Optional.of(new TlsIr("otel", Optional.empty(), true, List.of("h2"))),
            true);
    ClusterIr unverified =
        new ClusterIr(
            "demo/edge/backend/demo/ip",
            "AgentgatewayBackend/demo/ip",
            new SourceIr.Host("10.0.0.1", 443),
            Optional.of(new TlsIr("", Optional.empty(), false, List.of())),
            false);
    return new GatewayIr(
        "demo",
        "edge",
        List.of(traced),
        List.of(unverified, collector),
        List.of(),
        List.of(new SecretIr.Text("demo/edge/secret/demo/token/key", "hush")));
  }
}
