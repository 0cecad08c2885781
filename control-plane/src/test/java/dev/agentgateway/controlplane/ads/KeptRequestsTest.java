package dev.agentgateway.controlplane.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.report.ReportRegistry;
import dev.agentgateway.controlplane.report.ReportService;
import dev.agentgateway.controlplane.report.ReportedProxy;
import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.translation.TranslationOptions;
import dev.agentgateway.controlplane.translation.Translator;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proxies of older versions, as {@code api/wire} has kept what they send, are answered. */
final class KeptRequestsTest {
  private static final Path WIRE = Path.of("..", "api", "wire");
  private static final Path QUICKSTART = Path.of("..", "deploy", "quickstart", "manifests");
  private static final String GATEWAY = "agentgateway-system/agentgateway-route";

  @TempDir private Path directory;
  private final ControlPlaneFixture server = ControlPlaneFixture.start();

  @BeforeEach
  void serve() throws IOException {
    try (Stream<Path> files = Files.list(QUICKSTART)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Files.writeString(
        directory.resolve("kept.yaml"),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: kept, namespace: agentgateway-system}
        spec:
          parentRefs: [{name: agentgateway-route}]
          rules:
          - matches: [{path: {type: Exact, value: /kept}}]
            filters:
            - type: RequestRedirect
              requestRedirect: {hostname: kept.example, statusCode: 302}
        """);
    TranslationOptions options =
        new TranslationOptions(TranslationOptions.DEFAULT_CONTROLLER_NAME, List.of());
    server.publish(
        Translator.translate(FileSource.read(directory).update().state(), options)
            .gateways()
            .toArray(GatewayIr[]::new));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aKeptProxyIsGivenEverythingThatItAsksFor(Path version) throws Exception {
    Map<String, Set<String>> owed = new HashMap<>();
    try (var client = XdsClient.delta(server)) {
      for (DeltaDiscoveryRequest request :
          read(version.resolve("requests.bin"), DeltaDiscoveryRequest.parser())) {
        // Nonces are those of another stream: what came is acknowledged below.
        if (request.getResponseNonce().isEmpty()) {
          client.send(request);
          Set<String> names = owed.computeIfAbsent(request.getTypeUrl(), _ -> new HashSet<>());
          names.addAll(request.getResourceNamesSubscribeList());
          names.removeAll(request.getResourceNamesUnsubscribeList());
        }
      }
      assertThat(owed).hasSize(XdsType.values().length);
      Set<String> answered = new HashSet<>();
      while (answered.size() < owed.size()) {
        DeltaDiscoveryResponse response = client.next();
        client.send(XdsClient.ack(response));
        Set<String> names = owed.getOrDefault(response.getTypeUrl(), new HashSet<>());
        response.getResourcesList().stream().map(Resource::getName).forEach(names::remove);
        names.removeAll(response.getRemovedResourcesList());
        names.remove("*");
        assertThat(response.getResourcesCount()).as(response.getTypeUrl()).isPositive();
        if (names.isEmpty()) {
          answered.add(response.getTypeUrl());
        }
      }
    }
    assertThat(server.nacks()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theReportsOfAKeptProxyAreTaken(Path version) throws Exception {
    List<ProxyReport> reports = read(version.resolve("reports.bin"), ProxyReport.parser());
    ReportRegistry registry = new ReportRegistry(Clock.systemUTC());
    Server reported =
        InProcessServerBuilder.forName("kept").addService(new ReportService(registry)).build();
    ManagedChannel channel = InProcessChannelBuilder.forName("kept").build();
    CompletableFuture<String> end = new CompletableFuture<>();
    try {
      reported.start();
      StreamObserver<ProxyReport> stream =
          ReportServiceGrpc.newStub(channel).report(new Ended(end));
      reports.forEach(stream::onNext);
      stream.onCompleted();
      assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("completed");
    } finally {
      channel.shutdownNow();
      reported.shutdownNow();
    }
    assertThat(registry.proxies()).hasSize(1);
    ReportedProxy proxy = registry.proxies().getFirst();
    assertThat(proxy.node().getId()).isNotEmpty();
    assertThat(proxy.node().getGatewaysList()).containsExactly(GATEWAY);
    assertThat(proxy.state().getAcceptedList())
        .anyMatch(
            accepted ->
                accepted.getTypeUrl().equals(XdsType.LISTENER.typeUrl())
                    && accepted.getVersionsCount() == 1);
    assertThat(proxy.state().getRejectedList()).isEmpty();
  }

  @Test
  void somethingIsKept() throws IOException {
    assertThat(versions()).isNotEmpty();
  }

  /** As {@code api/wire/record} asks. */
  @Test
  @EnabledIfSystemProperty(named = "wire.record", matches = ".+")
  void recordResponses() throws Exception {
    Node node = XdsClient.OURS.toBuilder().setCluster(GATEWAY).build();
    Path file = WIRE.resolve(System.getProperty("wire.record")).resolve("responses.bin");
    try (var client = XdsClient.delta(server);
        OutputStream out = Files.newOutputStream(file)) {
      for (XdsType type : XdsType.values()) {
        String[] names =
            switch (type) {
              case CLUSTER, LISTENER -> new String[0];
              default -> server.names(GATEWAY, type).toArray(String[]::new);
            };
        client.send(XdsClient.subscribe(type, names).setNode(node).build());
        DeltaDiscoveryResponse response = client.next();
        client.send(XdsClient.ack(response));
        response.writeDelimitedTo(out);
      }
    }
  }

  static List<Path> versions() throws IOException {
    try (Stream<Path> files = Files.list(WIRE)) {
      return files.filter(file -> Files.exists(file.resolve("reports.bin"))).sorted().toList();
    }
  }

  private static <M extends MessageLite> List<M> read(Path file, Parser<M> parser)
      throws IOException {
    List<M> messages = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (M next = parser.parseDelimitedFrom(in);
          next != null;
          next = parser.parseDelimitedFrom(in)) {
        messages.add(next);
      }
    }
    return messages;
  }

  private record Ended(CompletableFuture<String> how) implements StreamObserver<ReportRequest> {
    @Override
    public void onNext(ReportRequest request) {}

    @Override
    public void onError(Throwable failure) {
      how.complete(failure.toString());
    }

    @Override
    public void onCompleted() {
      how.complete("completed");
    }
  }
}
