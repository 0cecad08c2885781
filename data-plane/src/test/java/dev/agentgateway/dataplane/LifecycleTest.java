package dev.agentgateway.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.listener.ListenerStats;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

  private final List<ListenerStats> listeners = new ArrayList<>();
  private final List<String> console = new ArrayList<>();
  private final Lifecycle lifecycle =
      new Lifecycle(() -> listeners, () -> XdsStatus.INITIAL, console::add);

  @Test
  void aProxyIsNotReadyBeforeItsFirstConfiguration() {
    assertThat(lifecycle.readiness().ready()).isFalse();
    lifecycle.applied();
    assertThat(lifecycle.readiness().ready()).isTrue();
  }

  @Test
  void aListenerThatIsNotBoundLeavesTheOthersReady() {
    lifecycle.applied();
    listeners.add(listener("a", List.of(), Optional.of("127.0.0.1:80: permission denied")));
    assertThat(lifecycle.readiness().ready()).isFalse();
    listeners.add(listener("b", List.of(ADDRESS), Optional.empty()));
    assertThat(lifecycle.readiness().ready()).isTrue();
    assertThat(lifecycle.readiness().reason()).contains("permission denied");
  }

  @Test
  void aDrainingProxyIsNotReady() {
    lifecycle.applied();
    lifecycle.drain();
    assertThat(lifecycle.readiness().ready()).isFalse();
    assertThat(lifecycle.readiness().reason()).isEqualTo("draining");
  }

  @Test
  void addressesAreSaidOncePerChange() {
    listeners.add(listener("a", List.of(ADDRESS), Optional.empty()));
    lifecycle.applied();
    lifecycle.applied();
    assertThat(console).containsExactly("ready: listening on 127.0.0.1:8080");
  }

  private static ListenerStats listener(
      String name, List<InetSocketAddress> bound, Optional<String> problem) {
    return new ListenerStats(name, bound, problem, 0, 0, 0);
  }
}
