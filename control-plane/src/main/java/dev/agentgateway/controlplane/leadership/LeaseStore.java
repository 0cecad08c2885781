package dev.agentgateway.controlplane.leadership;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the Lease is. Every method may throw a {@link KubernetesClientException}. */
interface LeaseStore {

  /** The Lease as it is; {@link LeaseRecord#NONE} where there is none. */
  LeaseRecord read();

  /**
   * Stores a Lease and returns what is stored then.
   *
   * @throws KubernetesClientException with code 409 where another version is stored
   */
  LeaseRecord write(LeaseRecord lease);

  /**
   * Tells of changes until closed or until {@code ended} is called, on threads of the client.
   *
   * @param holders given the identity that the Lease has since a change
   * @param ended called where the watch ends by itself
   */
  AutoCloseable watch(Consumer<String> holders, Runnable ended);

  /** A Lease on an API server. */
  static LeaseStore of(KubernetesClient client, String namespace, String name) {
    return new ApiServer(client, namespace, name);
  }

  /** Through a client. */
  record ApiServer(KubernetesClient client, String namespace, String name) implements LeaseStore {

    private Resource<Lease> lease() {
      return client.leases().inNamespace(namespace).withName(name);
    }

    @Override
    public LeaseRecord read() {
      Lease found = lease().get();
      return found == null ? LeaseRecord.NONE : record(found);
    }

    @Override
    public LeaseRecord write(LeaseRecord lease) {
      Lease written =
          new LeaseBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName(name)
              .withResourceVersion(lease.version())
              .endMetadata()
              .withNewSpec()
              .withHolderIdentity(lease.holder())
              .withLeaseDurationSeconds(Math.toIntExact(lease.duration().toSeconds()))
              .withAcquireTime(time(lease.acquired()))
              .withRenewTime(time(lease.renewals()))
              .withLeaseTransitions(lease.transitions())
              .endSpec()
              .build();
      Resource<Lease> resource = client.leases().inNamespace(namespace).resource(written);
      return record(lease.version() == null ? resource.create() : resource.update());
    }

    @Override
    public AutoCloseable watch(Consumer<String> holders, Runnable ended) {
      Watch watch =
          lease()
              .watch(
                  new Watcher<Lease>() {
                    @Override
                    public void eventReceived(Action action, Lease lease) {
                      switch (action) {
                        case ADDED, MODIFIED -> holders.accept(record(lease).holder());
                        case DELETED -> holders.accept("");
                        case BOOKMARK, ERROR -> {}
                      }
                    }

                    @Override
                    public void onClose() {
                      ended.run();
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                      ended.run();
                    }
                  });
      return watch;
    }

    private static LeaseRecord record(Lease lease) {
      LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
      return new LeaseRecord(
          lease.getMetadata().getResourceVersion(),
          Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
          Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0)),
          instant(spec.getAcquireTime()),
          instant(spec.getRenewTime()),
          Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
    }

    private static Instant instant(@Nullable ZonedDateTime time) {
      return time == null ? Instant.EPOCH : time.toInstant();
    }

    /** An API server keeps microseconds. */
    private static ZonedDateTime time(Instant instant) {
      return instant.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }
  }
}
