package dev.agentgateway.controlplane.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TrustRingTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Set<String> NAMES = Set.of("cp.ns.svc", "cp.ns");

  private final TrustRing first = TrustRing.EMPTY.at(NOW, NAMES);

  @Test
  void theFirstAuthorityIssuesAtOnce() throws Exception {
    assertThat(first.authorities()).hasSize(1);
    Identity serving = first.serving().orElseThrow();
    assertThat(first.authorities().getFirst().issued(serving)).isTrue();
    assertThat(serving.certificate().getSubjectAlternativeNames())
        .containsExactly(List.of(2, "cp.ns"), List.of(2, "cp.ns.svc"));
    assertThat(first.authorities().getFirst().identity().certificate().getBasicConstraints())
        .isZero();
    assertThat(serving.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(first.at(NOW.plusSeconds(1), NAMES)).isSameAs(first);
  }

  @Test
  void aServingCertificateIsReplacedLongBeforeItEnds() {
    Instant due = NOW.plus(Authority.SERVING_LIFETIME).minus(TrustRing.SERVING_RENEWAL);
    assertThat(first.at(due.minusSeconds(1), NAMES)).isSameAs(first);
    TrustRing renewed = first.at(due, NAMES);
    assertThat(renewed.serving()).isNotEqualTo(first.serving());
    assertThat(renewed.bundle()).isEqualTo(first.bundle());
  }

  @Test
  void otherNamesNeedAnotherCertificate() {
    TrustRing moved = first.at(NOW, Set.of("cp.other"));
    assertThat(moved.serving()).isNotEqualTo(first.serving());
    assertThat(moved.authorities()).isEqualTo(first.authorities());
  }

  @Test
  void aNewAuthorityIsToldBeforeItIssuesAndTheOldOneTrustedUntilItEnds() {
    Instant due = NOW.plus(Authority.LIFETIME).minus(TrustRing.AUTHORITY_RENEWAL).plusSeconds(1);
    TrustRing told = first.at(due, NAMES);
    assertThat(told.authorities()).hasSize(2).startsWith(first.authorities().getFirst());
    assertThat(told.authorities().getFirst().issued(told.serving().orElseThrow())).isTrue();

    assertThat(told.at(due.plus(TrustRing.ADOPTION).minusSeconds(2), NAMES)).isSameAs(told);
    TrustRing adopted = told.at(due.plus(TrustRing.ADOPTION), NAMES);
    assertThat(adopted.authorities()).isEqualTo(told.authorities());
    assertThat(adopted.authorities().getLast().issued(adopted.serving().orElseThrow())).isTrue();

    Instant over = NOW.plus(Authority.LIFETIME).plus(Duration.ofSeconds(1));
    assertThat(adopted.at(over, NAMES).authorities()).containsExactly(told.authorities().getLast());
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Identity serving = first.serving().orElseThrow();
    assertThat(Identity.read(Pem.ofCertificates(serving.chain()), Pem.of(serving.key())))
        .isEqualTo(serving);
    assertThat(serving.toString()).doesNotContain("PRIVATE").contains("CN=agentgateway");
    assertThatThrownBy(
            () ->
                Identity.read(
                    Pem.ofCertificates(serving.chain()), Pem.of(KeyPairs.make().getPrivate())))
        .hasMessage("the key is not that of the first certificate");
    assertThatThrownBy(() -> Identity.read("nothing", Pem.of(serving.key())))
        .hasMessageContaining("no PEM certificates");
    assertThatThrownBy(() -> Identity.read(Pem.ofCertificates(serving.chain()), ""))
        .hasMessageContaining("0 PEM keys");
  }
}
