package dev.agentgateway.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneCommand;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig;
import dev.agentgateway.controlplane.bootstrap.Invocation;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.file.SampleGateway;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane as it is run, with a directory on one side and an xDS client on the other. */
final class ControlPlaneTest {

  private static final String GATEWAY =
      SampleGateway.yaml("demo", "edge", "{name: http, port: 8080, protocol: HTTP}")
          + """
      ---
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {namespace: demo, name: echo}
      spec: {static: {host: 127.0.0.1, port: 9104}}
      """;

  @TempDir Path temporary;

  private @Nullable ControlPlane controlPlane;
  private @Nullable ManagedChannel channel;

  @AfterEach
  void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (controlPlane != null) {
      controlPlane.close();
    }
  }

  @Test
  void aRouteGoesFromItsFileToAProxyAndSoDoesItsChange() throws Exception {
    write("gateway.yaml", GATEWAY);
    write("route.yaml", route("/v1"));
    start(temporary);
    BlockingQueue<DeltaDiscoveryResponse> routes = subscribe(XdsType.ROUTE);
    assertThat(next(routes).getResources(0).getResource().toString()).contains("/v1");
    write("route.yaml", route("/v2"));
    assertThat(next(routes).getResources(0).getResource().toString()).contains("/v2");
  }

  @Test
  void nothingIsAnsweredBeforeTheSourceIsReadAndNothingIsLostWhenItGoes() throws Exception {
    Path directory = temporary.resolve("later");
    ControlPlane started = start(directory);
    BlockingQueue<DeltaDiscoveryResponse> listeners = subscribe(XdsType.LISTENER);
    assertThat(started.view().source().get().synced()).isFalse();
    Path prepared = Files.createDirectory(temporary.resolve("prepared"));
    Files.writeString(prepared.resolve("gateway.yaml"), GATEWAY);
    Files.writeString(prepared.resolve("route.yaml"), route("/v1"));
    Files.move(prepared, directory);
    DeltaDiscoveryResponse first = next(listeners);
    assertThat(first.getResources(0).getName()).isEqualTo("demo/edge/8080");
    assertThat(first.getRemovedResourcesCount()).isZero();
    assertThat(listeners).isEmpty();
  }

  @Test
  void aRestartServesTheSameVersionsOfAnEditedPolicy() throws Exception {
    write("gateway.yaml", GATEWAY);
    write("policy.yaml", policy("0.1"));
    start(temporary);
    BlockingQueue<DeltaDiscoveryResponse> listeners = subscribe(XdsType.LISTENER);
    String first = next(listeners).getResources(0).getVersion();
    write("policy.yaml", policy("0.2"));
    String edited = next(listeners).getResources(0).getVersion();
    assertThat(edited).isNotEqualTo(first);
    close();

    start(temporary);
    assertThat(next(subscribe(XdsType.LISTENER)).getResources(0).getVersion()).isEqualTo(edited);
  }

  @Test
  void aFileThatIsBrokenDuringARestartTakesNothingAway() throws Exception {
    write("gateway.yaml", GATEWAY);
    write("route.yaml", route("/v1"));
    start(temporary);
    next(subscribe(XdsType.ROUTE));
    close();

    write("route.yaml", "kind: HTTPRoute\nmetadata: [\n");
    ControlPlane restarted = start(temporary);
    assertThat(next(subscribe(XdsType.ROUTE)).getResources(0).getResource().toString())
        .contains("/v1");
    assertThat(restarted.view().source().get().problems())
        .extracting(SourceProblem::toString)
        .anyMatch(text -> text.contains("route.yaml:3: HTTPRoute demo/r: kept from before"));
  }

  @Test
  void aTakenPortIsNamedWithItsFlag() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ControlPlane second =
          new ControlPlane(
              config("--source", temporary.toString(), "--xds-port", "" + taken.getLocalPort()));
      controlPlane = second;
      assertThatThrownBy(second::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1")
          .hasMessageContaining("--xds-port");
    }
  }

  @Test
  void aStateDirectoryOfAnotherControlPlaneIsNamedWithItsFlag() throws Exception {
    start(temporary);
    ControlPlane second = new ControlPlane(config("--source", temporary.toString()));
    assertThatThrownBy(second::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--state-dir: " + temporary.resolve(".state"))
        .hasMessageContaining("in use by another control plane");
    second.close();
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenIsNamedWithItsFlag() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    ControlPlane started =
        new ControlPlane(
            config("--source", temporary.toString(), "--state-dir", file.resolve("in").toString()));
    assertThatThrownBy(started::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--state-dir: cannot write " + file.resolve("in"));
    started.close();
  }

  @Test
  void validationPrintsEveryProblemWithItsPlaceAndExitsWith2() throws IOException {
    write("gateway.yaml", GATEWAY);
    write("route.yaml", route("/v1").replace("name: echo", "name: missing"));
    write("broken.yaml", "a: [\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = validate(out);
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(printed).isEqualTo(2);
    assertThat(printed)
        .contains("broken.yaml:2: not valid YAML")
        .contains("route.yaml:1: HTTPRoute demo/r")
        .contains("BackendNotFound")
        .contains("objects");
  }

  @Test
  void validationOfAGoodDirectoryExitsWith0() throws IOException {
    write("gateway.yaml", GATEWAY);
    write("route.yaml", route("/v1"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = validate(out);
    assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("4 objects, 0 problems");
  }

  private int validate(ByteArrayOutputStream out) {
    Invocation.Validate validate =
        (Invocation.Validate)
            ControlPlaneCommand.parse(List.of("--validate", temporary.toString()), Map.of());
    return Validation.run(validate.config(), new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private ControlPlane start(Path directory) throws StartException {
    ControlPlane started = new ControlPlane(config("--source", directory.toString()));
    controlPlane = started;
    started.start();
    return started;
  }

  private ControlPlaneConfig config(String... arguments) {
    List<String> all = new ArrayList<>();
    for (String flag :
        List.of("--xds-port", "--dashboard-port", "--otlp-grpc-port", "--otlp-http-port")) {
      if (!List.of(arguments).contains(flag)) {
        all.addAll(List.of(flag, "0"));
      }
    }
    // Hidden, so that it is not read as a source.
    if (!List.of(arguments).contains("--state-dir")) {
      all.addAll(List.of("--state-dir", temporary.resolve(".state").toString()));
    }
    all.addAll(List.of(arguments));
    return ((Invocation.Start) ControlPlaneCommand.parse(all, Map.of())).config();
  }

  /** Subscribes as a foreign client does: to everything of one type. Acknowledges what comes. */
  private BlockingQueue<DeltaDiscoveryResponse> subscribe(XdsType type) {
    ControlPlane started = controlPlane;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    ManagedChannel opened =
        NettyChannelBuilder.forAddress("127.0.0.1", started.xdsPort()).usePlaintext().build();
    channel = opened;
    BlockingQueue<DeltaDiscoveryResponse> responses = new LinkedBlockingQueue<>();
    Acknowledging observer = new Acknowledging(responses);
    StreamObserver<DeltaDiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(opened).deltaAggregatedResources(observer);
    observer.requests = requests;
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(
                Node.newBuilder().setId("test").setCluster("demo/edge").setUserAgentName("envoy"))
            .setTypeUrl(type.typeUrl())
            .addResourceNamesSubscribe(type == XdsType.ROUTE ? "demo/edge/8080" : "*")
            .build());
    return responses;
  }

  private static final class Acknowledging implements StreamObserver<DeltaDiscoveryResponse> {
    private final BlockingQueue<DeltaDiscoveryResponse> responses;
    private volatile @Nullable StreamObserver<DeltaDiscoveryRequest> requests;

    Acknowledging(BlockingQueue<DeltaDiscoveryResponse> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(DeltaDiscoveryResponse response) {
      StreamObserver<DeltaDiscoveryRequest> to = requests;
      if (to != null) {
        to.onNext(
            DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(response.getTypeUrl())
                .setResponseNonce(response.getNonce())
                .build());
      }
      responses.add(response);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  private static DeltaDiscoveryResponse next(BlockingQueue<DeltaDiscoveryResponse> responses)
      throws InterruptedException {
    DeltaDiscoveryResponse response = responses.poll(20, TimeUnit.SECONDS);
    if (response == null) {
      throw new AssertionError("no response within 20 s");
    }
    return response;
  }

  private void write(String name, String text) throws IOException {
    Path next = Files.writeString(temporary.resolve(name + ".next"), text);
    Files.move(
        next,
        temporary.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String policy(String randomSampling) {
    return """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {namespace: demo, name: tracing}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
          frontend:
            tracing:
              backendRef: {group: agentgateway.dev, kind: AgentgatewayBackend, name: echo}
              randomSampling: "%s"
        """
        .formatted(randomSampling);
  }

  private static String route(String prefix) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {namespace: demo, name: r}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - matches: [{path: {value: %s}}]
            backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: echo}]
        """
        .formatted(prefix);
  }
}
