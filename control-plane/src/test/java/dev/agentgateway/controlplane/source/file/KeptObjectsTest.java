package dev.agentgateway.controlplane.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file source knows of the process before it. */
final class KeptObjectsTest {
  private static final ObjectRef ONE = new ObjectRef("Secret", "demo", "one");
  private static final ObjectRef TWO = new ObjectRef("Secret", "demo", "two");

  @TempDir Path temporary;

  private final LinkedBlockingQueue<SourceUpdate> updates = new LinkedBlockingQueue<>();
  private Path directory;
  private Path kept;
  private @Nullable FileSource source;

  @BeforeEach
  void directories() throws IOException {
    directory = Files.createDirectory(temporary.resolve("objects"));
    kept = temporary.resolve("kept.jsonl");
  }

  @AfterEach
  void stop() {
    if (source != null) {
      source.close();
    }
    updates.clear();
  }

  @Test
  void aRestartGoesOnCountingGenerations() throws Exception {
    write("a.yaml", secret("one", "first") + secret("two", "x"));
    start();
    write("a.yaml", secret("one", "second") + secret("two", "x"));
    await(update -> generation(update, ONE) == 2);

    SourceUpdate restarted = restart();
    assertThat(generation(restarted, ONE)).isEqualTo(2);
    assertThat(generation(restarted, TWO)).isEqualTo(1);
    assertThat(restarted.problems()).isEmpty();

    stop();
    write("a.yaml", secret("one", "edited meanwhile") + secret("two", "x"));
    assertThat(generation(start(), ONE)).isEqualTo(3);
  }

  @Test
  void anObjectThatBreaksDuringTheRestartIsKeptAndItsLineIsTold() throws Exception {
    write("a.yaml", secret("one", "good") + secret("two", "good"));
    start();
    stop();
    write(
        "a.yaml",
        secret("two", "changed") + secret("one", "x").replace("type: Opaque", "type: [1]"));

    SourceUpdate update = start();

    assertThat(value(update, ONE)).isEqualTo("good");
    assertThat(value(update, TWO)).isEqualTo("changed");
    SourceProblem notice = notices(update).getFirst();
    assertThat(notice.object()).contains(ONE);
    assertThat(notice.line()).isEqualTo(8);
    assertThat(notice.file()).endsWith("a.yaml");
    assertThat(notice.reason())
        .startsWith("kept from before the restart, as it was at ")
        .endsWith("a.yaml:2");
    write("a.yaml", secret("one", "mended") + secret("two", "changed"));
    SourceUpdate mended = await(next -> value(next, ONE).equals("mended"));
    assertThat(generation(mended, ONE)).isEqualTo(2);
    assertThat(mended.problems()).isEmpty();
  }

  @Test
  void aFileThatIsNoYamlAnyMoreKeepsAllOfItsObjects() throws Exception {
    write("a.yaml", secret("one", "good") + secret("two", "good"));
    start();
    stop();
    write("a.yaml", "kind: Secret\nmetadata: [\n");

    SourceUpdate update = start();

    assertThat(update.state().objects()).hasSize(2);
    assertThat(notices(update))
        .extracting(SourceProblem::line)
        .containsExactly(errors(update).getFirst().line(), errors(update).getFirst().line());
    // So does another restart.
    assertThat(restart().state().objects()).hasSize(2);
    write("a.yaml", secret("two", "good"));
    SourceUpdate mended = await(next -> next.state().object(ONE).isEmpty());
    assertThat(generation(mended, TWO)).isEqualTo(1);
  }

  @Test
  void whatWasDeletedMeanwhileIsGone() throws Exception {
    write("a.yaml", secret("one", "good") + secret("two", "good"));
    write("b.yaml", "kind: [broken\n");
    start();
    stop();
    write("a.yaml", secret("two", "good"));
    SourceUpdate update = start();
    assertThat(update.state().object(ONE)).isEmpty();
    assertThat(notices(update)).isEmpty();
  }

  @Test
  void aDirectoryThatCannotBeReadAtFirstIsStillComparedWithWhatWas() throws Exception {
    write("a.yaml", secret("one", "first"));
    start();
    write("a.yaml", secret("one", "second"));
    await(update -> generation(update, ONE) == 2);
    stop();
    Path away = Files.move(directory, temporary.resolve("away"));
    FileSource waiting = new FileSource(directory, updates::add);
    source = waiting;
    waiting.start(kept);
    SourceUpdate unavailable = await(update -> update.unavailable().isPresent());
    assertThat(unavailable.state().objects()).isEmpty();
    Files.move(away, directory);
    assertThat(generation(await(SourceUpdate::synced), ONE)).isEqualTo(2);
  }

  @Test
  void onlyTheOwnerMayReadTheFile() throws Exception {
    write("a.yaml", secret("one", "good"));
    start();
    stop();
    assertThat(Files.getPosixFilePermissions(kept))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void objectsOfAnotherDirectoryAreNotTaken() throws Exception {
    write("a.yaml", secret("one", "good"));
    start();
    stop();
    directory = Files.createDirectory(temporary.resolve("other"));
    write("a.yaml", "kind: [broken\n");
    assertThat(start().state().objects()).isEmpty();
  }

  @Test
  void aFileThatIsDamagedIsReplaced() throws Exception {
    write("a.yaml", secret("one", "good"));
    start();
    stop();
    Files.writeString(kept, Files.readString(kept).replace("\"object\":{", "\"object\":["));
    assertThatThrownBy(() -> new KeptFile(kept, directory).read())
        .hasMessageContaining("is not a file of objects")
        .hasMessageNotContaining("Z29vZA");
    assertThat(generation(start(), ONE)).isEqualTo(1);
    stop();
    assertThat(new KeptFile(kept, directory).read()).hasSize(1);
  }

  @Test
  void whatDoesNotFitIsLeftOutAndCounted() throws Exception {
    List<KeptObject> objects = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ObjectNode tree = new ObjectMapper().createObjectNode().put("data", "x".repeat(100 * i));
      objects.add(
          new KeptObject(new ObjectRef("Secret", "", "s" + i), directory.resolve("a"), 1, 1, tree));
    }
    KeptFile small = new KeptFile(kept, directory, 1000);
    assertThat(small.write(objects)).isPositive();
    assertThat(small.read()).isNotEmpty().hasSizeLessThan(10);
    assertThat(Files.size(kept)).isLessThan(1200);
  }

  private SourceUpdate start() throws Exception {
    FileSource started = new FileSource(directory, updates::add);
    source = started;
    started.start(kept);
    return await(SourceUpdate::synced);
  }

  private SourceUpdate restart() throws Exception {
    stop();
    return start();
  }

  private SourceUpdate await(Predicate<SourceUpdate> wanted) throws InterruptedException {
    while (true) {
      SourceUpdate update = updates.poll(10, TimeUnit.SECONDS);
      if (update == null) {
        throw new AssertionError("no such update within 10 s");
      }
      if (wanted.test(update)) {
        return update;
      }
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static List<SourceProblem> errors(SourceUpdate update) {
    return update.problems().stream().filter(p -> p.severity() == Severity.ERROR).toList();
  }

  private static List<SourceProblem> notices(SourceUpdate update) {
    return update.problems().stream().filter(p -> p.severity() == Severity.WARNING).toList();
  }

  private static long generation(SourceUpdate update, ObjectRef ref) {
    return update.state().object(ref).orElseThrow().getMetadata().getGeneration();
  }

  private static String value(SourceUpdate update, ObjectRef ref) {
    HasMetadata object = update.state().object(ref).orElseThrow();
    String data = ((Secret) object).getData().getOrDefault("key", "");
    return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  private static String secret(String name, String value) {
    return """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {namespace: demo, name: %s}
        type: Opaque
        stringData: {key: %s}
        """
        .formatted(name, value);
  }
}
