package dev.agentgateway.controlplane.status.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.StoredObject;
import dev.agentgateway.controlplane.status.StatusStore;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;
import dev.agentgateway.controlplane.translation.Translation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusWriterTest {

  private static final ObjectRef BACKEND = new ObjectRef("AgentgatewayBackend", "demo", "b");

  private final StatusStore statuses = new StatusStore(InstantSource.fixed(Instant.EPOCH));
  private final Map<ObjectRef, StoredObject> stored = new ConcurrentHashMap<>();
  private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
  private final AtomicInteger conflicts = new AtomicInteger();
  private final StatusWriter writer =
      new StatusWriter(this::apply, "us", statuses::current, () -> stored);

  @BeforeEach
  void start() {
    stored.put(BACKEND, new StoredObject("v", "5", 2, MissingNode.getInstance()));
    writer.start();
  }

  @AfterEach
  void close() {
    writer.close();
  }

  /** As an API server does: a write for another version than the stored one is refused. */
  private StoredObject apply(ObjectRef ref, StoredObject known, ObjectNode status) {
    String reason = status.at("/conditions/0/reason").asText();
    StoredObject now = requireNonNull(stored.get(ref));
    if (conflicts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      long version = Long.parseLong(now.resourceVersion()) + 1;
      now = new StoredObject("v", "" + version, now.generation(), now.status());
      stored.put(ref, now);
      writer.changed(Set.of(ref));
    }
    if (!now.resourceVersion().equals(known.resourceVersion())) {
      throw new KubernetesClientException("conflict", 409, null);
    }
    StoredObject after =
        new StoredObject(
            "v", "" + (Long.parseLong(now.resourceVersion()) + 1), now.generation(), status);
    stored.put(ref, after);
    written.add(reason + " at " + known.resourceVersion());
    return after;
  }

  @Test
  void onlyTheLeaderWritesAndOnlyWhatDiffers() throws InterruptedException {
    wanted("One", 2);
    writer.leads().until(System.nanoTime() + 60_000_000_000L);
    assertThat(next()).isEqualTo("One at 5");
    wanted("One", 2);
    wanted("Two", 2);
    assertThat(next()).isEqualTo("Two at 6");
    writer.leads().end();
    wanted("Three", 2);
    writer.close();
    assertThat(written).isEmpty();
  }

  @Test
  void aStatusOfAnOlderSpecWaitsForTheNextTranslation() throws InterruptedException {
    writer.leads().until(System.nanoTime() + 60_000_000_000L);
    wanted("Old", 1);
    wanted("New", 2);
    assertThat(next()).isEqualTo("New at 5");
  }

  @Test
  void aWriteThatMetAnotherOneIsMadeAnew() throws InterruptedException {
    writer.leads().until(System.nanoTime() + 60_000_000_000L);
    // What the writer saw is older than what is stored by the time that it writes.
    conflicts.set(2);
    wanted("One", 2);
    assertThat(next()).isEqualTo("One at 7");
    assertThat(conflicts).hasValue(0);
  }

  @Test
  void aStatusThatChangesWhileItsObjectIsLookedAtIsWritten() throws InterruptedException {
    // The source tells of an object before the translation does; the writer looks in between.
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    try (StatusWriter slow =
        new StatusWriter(
            this::apply,
            "us",
            () -> {
              Statuses before = statuses.current();
              meanwhile.getAndSet(() -> {}).run();
              return before;
            },
            () -> stored)) {
      slow.start();
      slow.leads().until(System.nanoTime() + 60_000_000_000L);
      meanwhile.set(() -> slow.changed(translated("Late", 2)));
      slow.changed(Set.of(BACKEND));
      assertThat(next()).isEqualTo("Late at 5");
    }
  }

  @Test
  void theNextLeaderWritesWhatTheOneBeforeLeft() throws InterruptedException {
    wanted("Left", 2);
    writer.leads().until(System.nanoTime() + 60_000_000_000L);
    assertThat(next()).isEqualTo("Left at 5");
  }

  private String next() throws InterruptedException {
    String next = written.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private void wanted(String reason, long generation) {
    writer.changed(translated(reason, generation));
  }

  private Set<ObjectRef> translated(String reason, long generation) {
    Condition condition = new Condition("Accepted", Condition.Status.TRUE, reason, "", generation);
    return statuses.translated(
        new Translation(
            List.of(),
            List.of(new BackendStatus(BACKEND, List.of(condition))),
            List.of(),
            List.of()));
  }
}
