package dev.agentgateway.controlplane.source.file;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSourceTest {

  private static final ObjectRef CHAT = new ObjectRef("HTTPRoute", "demo", "chat");
  private static final ObjectRef TOOLS = new ObjectRef("HTTPRoute", "demo", "tools");

  @TempDir Path temporary;

  private final LinkedBlockingQueue<SourceUpdate> updates = new LinkedBlockingQueue<>();
  private @Nullable FileSource source;

  @AfterEach
  void close() {
    if (source != null) {
      source.close();
    }
  }

  @Test
  void readsWhatIsThereAndSyncsOnce() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    write("deep/er/b.yml", route("tools", "/mcp"));
    write("c.txt", "kind: nothing");
    write(".hidden.yaml", route("hidden", "/"));
    SourceUpdate update = start(directory(), SourceUpdate::synced);
    assertThat(update.state().objects()).hasSize(2);
    assertThat(update.problems()).isEmpty();
    assertThat(update.unavailable()).isEmpty();
  }

  @Test
  void anEmptyDirectoryIsNotReadYet() throws Exception {
    SourceUpdate update = start(directory(), next -> next.unavailable().isPresent());
    assertThat(update.synced()).isFalse();
    assertThat(update.unavailable().orElseThrow()).contains("holds no");
    write("a.yaml", route("chat", "/v1"));
    SourceUpdate later = await(SourceUpdate::synced);
    assertThat(later.unavailable()).isEmpty();
    assertThat(prefix(later)).isEqualTo("/v1");
  }

  @Test
  void theLastFileThatIsDeletedRemovesTheLastObjects() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    Files.delete(directory().resolve("a.yaml"));
    SourceUpdate update = await(next -> next.state().objects().isEmpty());
    assertThat(update.unavailable()).isEmpty();
  }

  @Test
  void aFileThatIsWrittenInPlaceIsPublished() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    write("a.yaml", route("chat", "/v2"));
    SourceUpdate update = await(next -> prefix(next).equals("/v2"));
    assertThat(generation(update)).isEqualTo(2);
  }

  @Test
  void aFileThatIsRenamedIntoPlaceIsPublished() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    Path next = temporary.resolve("next");
    Files.writeString(next, route("chat", "/v2"));
    Files.move(next, directory().resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
    await(update -> prefix(update).equals("/v2"));
  }

  @Test
  void newDirectoriesAreWatchedToo() throws Exception {
    write("other.yaml", "# nothing yet");
    start(directory(), SourceUpdate::synced);
    write("new/one/a.yaml", route("chat", "/v1"));
    await(update -> update.state().object(CHAT).isPresent());
    write("new/one/b.yaml", route("tools", "/mcp"));
    await(update -> update.state().object(TOOLS).isPresent());
  }

  @Test
  void anObjectDeletedFromItsFileIsRemoved() throws Exception {
    write("a.yaml", route("chat", "/v1") + "---\n" + route("tools", "/mcp"));
    start(directory(), SourceUpdate::synced);
    write("a.yaml", route("tools", "/mcp"));
    SourceUpdate update = await(next -> next.state().object(CHAT).isEmpty());
    assertThat(update.state().object(TOOLS)).isPresent();
  }

  @Test
  void aDeletedFileRemovesItsObjects() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    write("b.yaml", route("tools", "/mcp"));
    start(directory(), SourceUpdate::synced);
    Files.delete(directory().resolve("a.yaml"));
    SourceUpdate update = await(next -> next.state().object(CHAT).isEmpty());
    assertThat(update.state().object(TOOLS)).isPresent();
  }

  @Test
  void objectsThatDidNotChangeAreShared() throws Exception {
    write("a.yaml", route("chat", "/v1") + "---\n" + route("tools", "/mcp"));
    SourceUpdate before = start(directory(), SourceUpdate::synced);
    write("a.yaml", "# moved\n" + route("chat", "/v2") + "---\n" + route("tools", "/mcp"));
    SourceUpdate after = await(update -> prefix(update).equals("/v2"));
    assertThat(after.state().object(TOOLS).orElseThrow())
        .isSameAs(before.state().object(TOOLS).orElseThrow());
  }

  @Test
  void aBrokenDocumentKeepsItsObjectAndLetsTheOthersChange() throws Exception {
    write("a.yaml", route("chat", "/v1") + "---\n" + route("tools", "/mcp"));
    start(directory(), SourceUpdate::synced);
    write("a.yaml", "kind: [HTTPRoute\nmetadata:\n---\n" + route("tools", "/mcp2"));
    SourceUpdate update = await(next -> errors(next).size() == 1);
    assertThat(prefix(update)).isEqualTo("/v1");
    assertThat(route(update, TOOLS)).isEqualTo("/mcp2");
    SourceProblem problem = errors(update).getFirst();
    assertThat(problem.file()).endsWith("a.yaml");
    assertThat(problem.line()).isBetween(1, 3);
    assertThat(problem.reason()).startsWith("not valid YAML");
    write("a.yaml", route("tools", "/mcp2"));
    assertThat(await(next -> errors(next).isEmpty()).state().object(CHAT)).isEmpty();
  }

  @Test
  void anObjectThatBreaksARuleKeepsItsPreviousVersion() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    write("a.yaml", "# first line\n" + route("chat", "v2"));
    SourceUpdate update = await(next -> !errors(next).isEmpty());
    assertThat(prefix(update)).isEqualTo("/v1");
    SourceProblem problem = errors(update).getFirst();
    assertThat(problem.object()).contains(CHAT);
    assertThat(problem.line()).isEqualTo(9);
    assertThat(problem.reason())
        .isEqualTo("spec.rules[0].matches[0].path.value: \"v2\" (expected: to start with /)");
  }

  @Test
  void aFileThatCannotBeDecodedKeepsItsObjects() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    Files.write(directory().resolve("a.yaml"), new byte[] {'a', (byte) 0xC3, '('});
    SourceUpdate update = await(next -> !errors(next).isEmpty());
    assertThat(prefix(update)).isEqualTo("/v1");
    assertThat(errors(update).getFirst().reason()).isEqualTo("not valid UTF-8");
  }

  @Test
  void ofAnObjectDefinedTwiceTheFirstFileWinsAndTheSecondIsNamed() throws Exception {
    write("a.yaml", route("chat", "/first"));
    write("b.yaml", route("chat", "/second"));
    SourceUpdate update = start(directory(), SourceUpdate::synced);
    assertThat(prefix(update)).isEqualTo("/first");
    assertThat(errors(update)).hasSize(1);
    assertThat(errors(update).getFirst().file()).endsWith("b.yaml");
    assertThat(errors(update).getFirst().reason())
        .contains("defined first at")
        .contains("a.yaml:1");
    Files.delete(directory().resolve("a.yaml"));
    assertThat(prefix(await(next -> errors(next).isEmpty()))).isEqualTo("/second");
  }

  @Test
  void nothingIsServedUntilTheDirectoryAppears() throws Exception {
    Path missing = temporary.resolve("later");
    SourceUpdate update = start(missing, next -> next.unavailable().isPresent());
    assertThat(update.synced()).isFalse();
    assertThat(update.unavailable().orElseThrow()).contains("later").contains("does not exist");
    Files.createDirectory(missing);
    Files.writeString(missing.resolve("a.yaml"), route("chat", "/v1"));
    // A file may be read before the directory was seen to be whole.
    SourceUpdate later = await(SourceUpdate::synced);
    assertThat(later.state().object(CHAT)).isPresent();
    assertThat(later.unavailable()).isEmpty();
  }

  @Test
  void aDirectoryThatGoesAwayKeepsTheLastState() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    Path away = temporary.resolve("away");
    Files.move(directory(), away);
    SourceUpdate update = await(next -> next.unavailable().isPresent());
    assertThat(update.synced()).isTrue();
    assertThat(prefix(update)).isEqualTo("/v1");
    Files.move(away, temporary.resolve("objects"));
    await(next -> next.unavailable().isEmpty());
    write("a.yaml", route("chat", "/v2"));
    await(next -> prefix(next).equals("/v2"));
  }

  @Test
  void versionsSwappedBehindASymbolicLinkArePublishedAsOneChange() throws Exception {
    Path mount = directory();
    version(mount, "..1", "/v1");
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(mount.resolve("a.yaml"), Path.of("..data/a.yaml"));
    SourceUpdate update = start(mount, SourceUpdate::synced);
    assertThat(update.problems()).isEmpty();
    assertThat(prefix(update)).isEqualTo("/v1");
    version(mount, "..2", "/v2");
    Files.createSymbolicLink(mount.resolve("..tmp"), Path.of("..2"));
    Files.move(mount.resolve("..tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    await(next -> prefix(next).equals("/v2"));
  }

  @Test
  void theRootMayBeASymbolicLinkThatIsMoved() throws Exception {
    Path one = Files.createDirectory(temporary.resolve("one"));
    Path two = Files.createDirectory(temporary.resolve("two"));
    Files.writeString(one.resolve("a.yaml"), route("chat", "/one"));
    Files.writeString(two.resolve("a.yaml"), route("chat", "/two"));
    Path root = Files.createSymbolicLink(temporary.resolve("current"), one);
    start(root, SourceUpdate::synced);
    Path next = Files.createSymbolicLink(temporary.resolve("next"), two);
    Files.move(next, root, StandardCopyOption.ATOMIC_MOVE);
    await(update -> prefix(update).equals("/two"));
  }

  @Test
  void anUnchangedRewriteIsNoEvent() throws Exception {
    write("a.yaml", route("chat", "/v1"));
    start(directory(), SourceUpdate::synced);
    write("a.yaml", route("chat", "/v1"));
    write("b.yaml", route("tools", "/mcp"));
    SourceUpdate update = await(next -> true);
    assertThat(update.state().object(TOOLS)).isPresent();
    assertThat(generation(update)).isEqualTo(1);
  }

  private @Nullable SourceUpdate last;

  private SourceUpdate start(Path directory, Predicate<SourceUpdate> until) throws Exception {
    source = new FileSource(directory, updates::add);
    source.start();
    return await(until);
  }

  /** The next update that is as wanted. */
  private SourceUpdate await(Predicate<SourceUpdate> wanted) throws InterruptedException {
    while (true) {
      SourceUpdate update = updates.poll(10, TimeUnit.SECONDS);
      if (update == null) {
        throw new AssertionError("no such update within 10 s; the last one was " + last);
      }
      last = update;
      if (wanted.test(update)) {
        return update;
      }
    }
  }

  private Path directory() throws IOException {
    return Files.createDirectories(temporary.resolve("objects"));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory().resolve(name);
    Files.createDirectories(requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private static void version(Path mount, String name, String prefix) throws IOException {
    Path directory = Files.createDirectory(mount.resolve(name));
    Files.writeString(directory.resolve("a.yaml"), route("chat", prefix));
  }

  private static List<SourceProblem> errors(SourceUpdate update) {
    return update.problems().stream().filter(p -> p.severity() == Severity.ERROR).toList();
  }

  private static String prefix(SourceUpdate update) {
    return route(update, CHAT);
  }

  private static String route(SourceUpdate update, ObjectRef ref) {
    return update
        .state()
        .object(ref)
        .map(HTTPRoute.class::cast)
        .map(route -> route.getSpec().getRules().getFirst().getMatches().getFirst())
        .map(match -> match.getPath().getValue())
        .orElse("");
  }

  private static long generation(SourceUpdate update) {
    return update.state().object(CHAT).orElseThrow().getMetadata().getGeneration();
  }

  private static String route(String name, String prefix) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {namespace: demo, name: %s}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - matches:
            - path: {value: %s}
            backendRefs: [{name: model, port: 80}]
        """
        .formatted(name, prefix);
  }
}
