package dev.agentgateway.controlplane.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NackMessageTest {

  @Test
  void eachNamedResourceGetsItsOwnLine() {
    assertThat(
            NackMessage.reasons(
                "demo/edge/80: bad port\ndemo/edge/81/a: bad host\n",
                List.of("demo/edge/80", "demo/edge/81/a", "demo/edge/82")))
        .containsOnlyKeys("demo/edge/80", "demo/edge/81/a")
        .containsEntry("demo/edge/80", "demo/edge/80: bad port");
  }

  @Test
  void aNameWithinALongerOneIsNotMeant() {
    assertThat(
            NackMessage.reasons(
                "Error adding/updating listener(s) demo/edge/8080: no",
                List.of("demo/edge/80", "demo/edge/8080")))
        .containsOnlyKeys("demo/edge/8080");
  }

  @Test
  void aMessageWithoutANameIsAboutAllOfThem() {
    assertThat(NackMessage.reasons("no", List.of("a", "b"))).containsOnlyKeys("a", "b");
  }
}
