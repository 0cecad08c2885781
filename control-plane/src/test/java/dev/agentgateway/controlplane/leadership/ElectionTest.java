package dev.agentgateway.controlplane.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ElectionTest {

  private final StoredLease lease = new StoredLease();
  private final List<String> told = new ArrayList<>();
  private final Election one = election("one");
  private final Election two = election("two");
  private long nowNanos;

  @Test
  void oneLeadsAndTheOtherWaits() {
    one.step();
    two.step();
    assertThat(told).containsExactly("one until 10s");
    assertThat(lease.stored.holder()).isEqualTo("one");
    pass(Duration.ofSeconds(2));
    one.step();
    assertThat(told).containsExactly("one until 10s", "one until 12s");
  }

  @Test
  void aDeadLeaderIsFollowedALeaseAfterItsLastRenewalWasSeen() {
    one.step();
    two.step();
    pass(Duration.ofSeconds(2));
    one.step();
    two.step();
    pass(Duration.ofMillis(14_999));
    assertThat(two.step()).isEqualTo(Duration.ofMillis(1).toNanos());
    assertThat(lease.stored.holder()).isEqualTo("one");
    pass(Duration.ofMillis(1));
    two.step();
    assertThat(lease.stored.holder()).isEqualTo("two");
    assertThat(lease.stored.transitions()).isEqualTo(1);
    assertThat(told).last().isEqualTo("two until 27s");
  }

  @Test
  void aLeaderThatCannotRenewStopsBeforeItsLeaseEnds() {
    one.step();
    lease.failing = true;
    for (int i = 0; i < 10; i++) {
      one.step();
      pass(Duration.ofSeconds(1));
    }
    // Nobody has to tell: what it was told at first says until when.
    assertThat(told).containsExactly("one until 10s");
    one.step();
    assertThat(told).containsExactly("one until 10s", "one ends");
    assertThat(Election.DEADLINE).isLessThan(Election.LEASE);
    lease.failing = false;
    one.step();
    assertThat(told).last().isEqualTo("one until 20s");
  }

  @Test
  void aLeaseThatIsGivenBackIsTakenAtOnce() {
    one.step();
    two.step();
    one.release();
    two.step();
    assertThat(told).containsExactly("one until 10s", "one ends", "two until 10s");
  }

  @Test
  void aLeaderWhoseLeaseWasTakenStopsWhenItSeesIt() {
    one.step();
    lease.write(lease.stored.heldBy("two", Election.LEASE, Instant.EPOCH));
    pass(Duration.ofSeconds(2));
    one.step();
    one.step();
    assertThat(told).containsExactly("one until 10s", "one ends");
    assertThat(lease.stored.holder()).isEqualTo("two");
  }

  @Test
  void aDeletedLeaseIsMadeAgain() {
    one.step();
    lease.stored = LeaseRecord.NONE;
    pass(Duration.ofSeconds(2));
    one.step();
    one.step();
    assertThat(lease.stored.holder()).isEqualTo("one");
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  private Election election(String identity) {
    Leads leads =
        new Leads() {
          @Override
          public void until(long nanos) {
            told.add(identity + " until " + nanos / 1_000_000_000 + "s");
          }

          @Override
          public void end() {
            told.add(identity + " ends");
          }
        };
    return new Election(
        identity,
        lease,
        leads,
        () -> nowNanos,
        (InstantSource) () -> Instant.EPOCH.plusNanos(nowNanos));
  }

  /** An API server with one Lease. */
  private static final class StoredLease implements LeaseStore {
    private LeaseRecord stored = LeaseRecord.NONE;
    private int version;
    private boolean failing;

    @Override
    public LeaseRecord read() {
      answer();
      return stored;
    }

    @Override
    public LeaseRecord write(LeaseRecord lease) {
      answer();
      if (!Objects.equals(lease.version(), stored.version())) {
        throw new KubernetesClientException("conflict", 409, null);
      }
      stored =
          new LeaseRecord(
              "" + ++version,
              lease.holder(),
              lease.duration(),
              lease.acquired(),
              lease.renewals(),
              lease.transitions());
      return stored;
    }

    @Override
    public AutoCloseable watch(Consumer<String> holders, Runnable ended) {
      return () -> {};
    }

    private void answer() {
      if (failing) {
        throw new KubernetesClientException("unavailable", 503, null);
      }
    }
  }
}
