package dev.agentgateway.controlplane.ads;

import static dev.agentgateway.controlplane.ads.XdsClient.ack;
import static dev.agentgateway.controlplane.ads.XdsClient.names;
import static dev.agentgateway.controlplane.ads.XdsClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.xds.SampleGateways;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SmallPushTest {
  private static final int ROUTES = 5_000;

  @Test
  void oneRouteOfFiveThousandIsSentAlone() throws InterruptedException {
    try (ControlPlaneFixture server = ControlPlaneFixture.start();
        var client = XdsClient.delta(server)) {
      server.publish(gateway("a"));
      client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OURS).build());
      client.send(ack(client.next()));
      client.send(subscribe(XdsType.VIRTUAL_HOST, "*").build());
      int received = 0;
      while (received < ROUTES + 1) {
        DeltaDiscoveryResponse part = client.next();
        assertThat(part.getSerializedSize()).isLessThan(4 << 20);
        received += part.getResourcesCount();
        client.send(ack(part));
      }
      XdsClient.assertQuiet(client);
      long before = server.registry().proxies().getFirst().bytes();

      server.publish(gateway("b"));
      DeltaDiscoveryResponse change = client.next();
      client.send(ack(change));
      assertThat(names(change)).containsExactly("demo/edge/80/http/demo/r0/h0.example.com");
      assertThat(change.getSerializedSize()).isLessThan(4_096);
      assertThat(server.registry().proxies().getFirst().bytes() - before).isLessThan(4_096);
      XdsClient.assertQuiet(client);
    }
  }

  private static GatewayIr gateway(String firstService) {
    VirtualHostIr[] hosts =
        IntStream.range(0, ROUTES)
            .mapToObj(
                i ->
                    SampleGateways.host(
                        "r" + i,
                        "h" + i + ".example.com",
                        SampleGateways.forward("/", i == 0 ? firstService : "a")))
            .toArray(VirtualHostIr[]::new);
    return SampleGateways.gateway(80, List.of("a", "b"), hosts);
  }
}
