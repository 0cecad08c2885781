package dev.agentgateway.controlplane.ads;

import static dev.agentgateway.controlplane.ads.XdsClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.xds.SampleGateways;
import dev.agentgateway.controlplane.xds.XdsType;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdsServiceTest {

  @Test
  void aStreamThatEndsAfterTheServiceIsForgotten() throws InterruptedException {
    try (ControlPlaneFixture server = ControlPlaneFixture.start()) {
      var client = XdsClient.delta(server);
      server.publish(SampleGateways.gateway(80, List.of("a")));
      client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OURS).build());
      client.next();
      BlockingQueue<Boolean> changes = new LinkedBlockingQueue<>();
      server.registry().watch(() -> changes.add(true));

      server.closeService();
      client.close();

      while (!server.registry().proxies().isEmpty()) {
        assertThat(changes.poll(10, TimeUnit.SECONDS)).as("a change within 10 s").isNotNull();
      }
    }
  }
}
