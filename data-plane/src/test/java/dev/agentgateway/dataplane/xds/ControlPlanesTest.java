package dev.agentgateway.dataplane.xds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.xds.XdsSettings.Timing;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ControlPlanesTest {

  @Test
  void waitsDoubleToABoundAndFallBackOnceAnAnswerCame() {
    ControlPlanes planes = controlPlanes("a:1");
    assertThat(planes.ended(false)).isEqualTo(Duration.ofMillis(500));
    assertThat(planes.ended(false)).isEqualTo(Duration.ofSeconds(1));
    assertThat(planes.ended(false)).isEqualTo(Duration.ofSeconds(2));
    for (int i = 0; i < 40; i++) {
      planes.ended(false);
    }
    assertThat(planes.ended(false)).isEqualTo(Duration.ofSeconds(30));
    planes.answered();
    assertThat(planes.ended(true)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void waitsDoubleOncePerRoundThroughAllControlPlanes() {
    ControlPlanes planes = controlPlanes("a:1", "b:1");
    assertThat(planes.current()).isEqualTo("a:1");
    assertThat(planes.ended(false)).isEqualTo(Duration.ofMillis(500));
    assertThat(planes.current()).isEqualTo("b:1");
    assertThat(planes.ended(false)).isEqualTo(Duration.ofMillis(500));
    assertThat(planes.current()).isEqualTo("a:1");
    assertThat(planes.ended(false)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aControlPlaneThatHadAnsweredIsAskedAgainFirst() {
    ControlPlanes planes = controlPlanes("a:1", "b:1");
    planes.answered();
    planes.ended(true);
    assertThat(planes.current()).isEqualTo("a:1");
  }

  @Test
  void aControlPlaneWithoutDeltaIsRememberedUntilItFails() {
    ControlPlanes planes = controlPlanes("a:1");
    assertThat(planes.protocol()).isEqualTo(XdsStatus.Protocol.DELTA);
    planes.noDelta();
    assertThat(planes.protocol()).isEqualTo(XdsStatus.Protocol.STATE_OF_THE_WORLD);
    planes.ended(true);
    assertThat(planes.protocol()).isEqualTo(XdsStatus.Protocol.STATE_OF_THE_WORLD);
    planes.ended(false);
    assertThat(planes.protocol()).isEqualTo(XdsStatus.Protocol.DELTA);
  }

  /** Draws the longest wait there is. */
  private static ControlPlanes controlPlanes(String... addresses) {
    RandomGenerator longest =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0;
          }

          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };
    return new ControlPlanes(List.of(addresses), Timing.DEFAULT, longest);
  }
}
