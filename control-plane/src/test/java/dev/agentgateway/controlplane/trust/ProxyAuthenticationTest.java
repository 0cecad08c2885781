package dev.agentgateway.controlplane.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.trust.TokenReviewer.Review;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProxyAuthenticationTest {

  private static final String NAME = "authentication-test";

  private final ProxyAuthentication authentication =
      new ProxyAuthentication(
          ProxyAuthenticationTest::review, gateway -> "sa-" + gateway, Clock.systemUTC());
  private final AdmittedService service = new AdmittedService();
  private final Server server =
      InProcessServerBuilder.forName(NAME)
          .addService(ServerInterceptors.intercept(service, authentication))
          .build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(NAME).build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
    authentication.close();
  }

  private static Review review(String token) throws IOException {
    return switch (token) {
      case "good" -> accepted(Duration.ofHours(1));
      case "short" -> accepted(Duration.ofMillis(200));
      case "later" -> throw new IOException("the API server is away");
      default -> new Review.Refused("unknown token");
    };
  }

  private static Review accepted(Duration lifetime) {
    return new Review.Accepted(
        new ProxyIdentity("ns", "sa-edge", "pod", Instant.now().plus(lifetime)));
  }

  @Test
  void whoHasNoGoodTokenIsToldWhy() throws Exception {
    assertThat(end("").getDescription())
        .isEqualTo(
            "no token (expected: authorization: Bearer TOKEN of the proxy's ServiceAccount, for"
                + " audience agentgateway-xds)");
    assertThat(end("Basic x").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(end("Bearer bad").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(end("Bearer bad").getDescription()).isEqualTo("token refused: unknown token");
    assertThat(end("Bearer later").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(authentication.refused()).isEqualTo(5);
  }

  @Test
  void aTokenIsForTheGatewaysOfItsServiceAccount() throws Exception {
    var _ = open("Bearer good");
    Admission admission = service.admission.get(10, TimeUnit.SECONDS);
    assertThat(admission.refusal("node.cluster", List.of("ns/edge"))).isEmpty();
    assertThat(description(admission, "ns/other"))
        .isEqualTo(
            "node.cluster: Gateway ns/other is not for ServiceAccount ns/sa-edge (expected:"
                + " ServiceAccount ns/sa-other)");
    assertThat(description(admission, "other/edge")).contains("ServiceAccount other/sa-edge");
    assertThat(description(admission, "ns/edge", "ns/other")).contains("Gateway ns/other");
    assertThat(description(admission, "edge")).contains("Gateway edge");
    assertThat(description(admission)).contains("no Gateway");
  }

  @Test
  void whereNobodyAsksWhoClientsAreEverythingIsAdmitted() {
    assertThat(Admission.of(Context.ROOT).refusal("node.cluster", List.of("a/b"))).isEmpty();
  }

  @Test
  void aCallEndsWithItsToken() throws Exception {
    CompletableFuture<Status> end = open("Bearer short");
    assertThat(end.get(10, TimeUnit.SECONDS).getDescription())
        .isEqualTo("the token has expired (expected: a new stream with the current one)");
    // The service is told, and what it sends then harms nobody.
    StreamObserver<DeltaDiscoveryResponse> responses = service.ended.get(10, TimeUnit.SECONDS);
    assertThat(((ServerCallStreamObserver<?>) responses).isCancelled()).isTrue();
  }

  private static String description(Admission admission, String... gateways) {
    Status status = admission.refusal("node.cluster", List.of(gateways)).orElseThrow();
    assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    return String.valueOf(status.getDescription());
  }

  private Status end(String authorization) throws Exception {
    return open(authorization).get(10, TimeUnit.SECONDS);
  }

  private CompletableFuture<Status> open(String authorization) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    Metadata headers = new Metadata();
    if (!authorization.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    }
    var _ =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .deltaAggregatedResources(
                new StreamObserver<>() {
                  @Override
                  public void onNext(DeltaDiscoveryResponse response) {}

                  @Override
                  public void onError(Throwable failure) {
                    end.complete(Status.fromThrowable(failure));
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(Status.OK);
                  }
                });
    return end;
  }

  /** Keeps what calls were admitted for. */
  private static final class AdmittedService extends AggregatedDiscoveryServiceImplBase {
    private final CompletableFuture<Admission> admission = new CompletableFuture<>();
    private final CompletableFuture<StreamObserver<DeltaDiscoveryResponse>> ended =
        new CompletableFuture<>();

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> responses) {
      admission.complete(Admission.of(Context.current()));
      ((ServerCallStreamObserver<DeltaDiscoveryResponse>) responses)
          .setOnCancelHandler(() -> ended.complete(responses));
      return new StreamObserver<>() {
        @Override
        public void onNext(DeltaDiscoveryRequest request) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
      };
    }
  }
}
