package dev.agentgateway.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ProxyState;
import dev.agentgateway.api.v1.RejectedResource;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneCommand;
import dev.agentgateway.controlplane.bootstrap.Invocation;
import dev.agentgateway.controlplane.source.file.SampleGateway;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.PlacedCondition;
import dev.agentgateway.controlplane.xds.XdsType;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy whose configuration comes from another replica tells this one what it refused there. */
final class ReportedRefusalTest {

  private static final ObjectRef GATEWAY = new ObjectRef("Gateway", "demo", "edge");

  @TempDir Path temporary;

  @Test
  void whatAnotherReplicaWasRefusedIsInTheStatusHere() throws Exception {
    Files.writeString(
        temporary.resolve("gateway.yaml"),
        SampleGateway.yaml("demo", "edge", "{name: http, port: 8080, protocol: HTTP}"));
    BlockingQueue<String> programmed = new LinkedBlockingQueue<>();
    try (ControlPlane controlPlane = start()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", controlPlane.xdsPort())
              .usePlaintext()
              .build();
      try {
        Runnable look = () -> programmed.addAll(programmed(controlPlane));
        StreamObserver<ProxyReport> reports =
            ReportServiceGrpc.newStub(channel).report(new Unasked());
        reports.onNext(
            ProxyReport.newBuilder()
                .setNode(ProxyNode.newBuilder().setId("p").addGateways("demo/edge").setStartedAt(1))
                .setState(refusing(true))
                .build());
        assertThat(await(programmed, look, "RejectedByProxy"))
            .contains("proxy p refused Listener demo/edge/8080", "no such thing");
        reports.onNext(ProxyReport.newBuilder().setState(refusing(false)).build());
        await(programmed, look, "Programmed True");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static String await(BlockingQueue<String> texts, Runnable look, String wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      look.run();
      String text = texts.poll(20, TimeUnit.MILLISECONDS);
      if (text != null && text.contains(wanted)) {
        return text;
      }
    }
    throw new AssertionError("no " + wanted + " within 20 s");
  }

  private static List<String> programmed(ControlPlane controlPlane) {
    return controlPlane.view().statuses().get().conditions(GATEWAY).stream()
        .filter(placed -> placed.where().isEmpty())
        .map(PlacedCondition::condition)
        .filter(condition -> condition.type().equals("Programmed"))
        .map(
            condition ->
                "Programmed %s %s: %s"
                    .formatted(condition.status().text(), condition.reason(), condition.message()))
        .toList();
  }

  private static ProxyState refusing(boolean refuses) {
    ProxyState.Builder state = ProxyState.newBuilder();
    if (refuses) {
      state.addRejected(
          RejectedResource.newBuilder()
              .setTypeUrl(XdsType.LISTENER.typeUrl())
              .setName("demo/edge/8080")
              .setReason("no such thing"));
    }
    return state.build();
  }

  private ControlPlane start() throws StartException {
    List<String> arguments =
        List.of(
            "--source=" + temporary,
            "--state-dir=" + temporary.resolve(".state"),
            "--xds-port=0",
            "--dashboard-port=0",
            "--otlp-grpc-port=0",
            "--otlp-http-port=0");
    ControlPlane started =
        new ControlPlane(
            ((Invocation.Start) ControlPlaneCommand.parse(arguments, Map.of())).config());
    started.start();
    return started;
  }

  /** Nothing is asked of this proxy. */
  private static final class Unasked implements StreamObserver<ReportRequest> {
    @Override
    public void onNext(ReportRequest request) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
