package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.agentgateway.controlplane.source.Source;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reads a directory of {@code *.yaml}, {@code *.yml} and {@code *.json} files, and watches it.
 *
 * <p><b>Threading</b>: one thread does everything and calls the consumer, at first when the
 * directory was read or could not be, then whenever something is different. A directory that cannot
 * be read keeps the last state; it is looked for until it is there. So is one without any file, or
 * with a part that cannot be read, until it was read once: what it will hold is not there yet, and
 * proxies keep what they were told before a restart.
 */
public final class FileSource implements Source {

  private static final Logger log = LoggerFactory.getLogger(FileSource.class);

  /** Finds what events did not tell, on file systems that have none, for example. */
  private static final Duration RESCAN = Duration.ofSeconds(5);

  /** The same where there is no directory to watch, or the system has no watches left. */
  private static final Duration RESCAN_UNWATCHED = Duration.ofMillis(200);

  private final Path root;
  private final Consumer<SourceUpdate> consumer;
  private final Schemas schemas;
  private final ObjectMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final ObjectCatalog catalog = new ObjectCatalog(mapper);
  private final TreeMap<Path, FileContent> files = new TreeMap<>();
  private final PendingFiles pending = new PendingFiles(this::loaded);
  private final Thread thread;

  private TreeMap<Path, String> unreadable = new TreeMap<>();
  private Optional<String> unavailable = Optional.empty();
  private boolean scanned;
  private boolean synced;
  private boolean watching;
  private boolean changed = true;
  private boolean rescan = true;
  private @Nullable SourceUpdate published;
  private @Nullable KeptWriter keeper;
  private volatile boolean closed;

  /**
   * A source that does nothing yet.
   *
   * @param directory followed if it is a symbolic link; need not exist yet
   * @param consumer called on the source's thread; must not block for long
   */
  public FileSource(Path directory, Consumer<SourceUpdate> consumer) {
    this.root = directory;
    this.consumer = consumer;
    this.schemas = Schemas.load();
    this.thread = Thread.ofPlatform().name("file-source").daemon().unstarted(this::run);
  }

  /**
   * A directory at one instant.
   *
   * @param locations {@code FILE:LINE} of every object in force
   */
  public record Reading(SourceUpdate update, Map<ObjectRef, String> locations) {}

  /** Reads a directory once, as it is now. */
  public static Reading read(Path directory) {
    FileSource source = new FileSource(directory, update -> {});
    source.scan();
    source.pending.takeAll().forEach(source::load);
    source.synced = source.unavailable.isEmpty();
    SourceUpdate update = source.current();
    return new Reading(update, source.catalog.locations());
  }

  /** Starts with what the directory holds. */
  public void start() {
    thread.start();
  }

  /**
   * Starts with what the directory holds and, where a document of it is broken, with what it held
   * when the process before ended.
   *
   * @param keptIn file of the last good version of every object, secrets included; need not exist
   */
  @Override
  public void start(Path keptIn) {
    KeptFile file = new KeptFile(keptIn, root);
    try {
      catalog.restore(file.read());
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("objects from before the restart are not known");
    }
    KeptWriter writer = new KeptWriter(file);
    keeper = writer;
    writer.start();
    start();
  }

  /** Ends the thread; the consumer is not called afterwards. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    KeptWriter writer = keeper;
    if (writer != null) {
      writer.close();
    }
  }

  private void run() {
    try (DirectoryWatch watch = new DirectoryWatch(root)) {
      long scannedNanos = 0;
      while (!closed) {
        if (rescan || System.nanoTime() - scannedNanos >= interval().toNanos()) {
          rescan = false;
          watching = watchAll(watch);
          scannedNanos = System.nanoTime();
        }
        loadComplete();
        publish();
        if (!rescan) {
          DirectoryWatch.Changes changes = watch.await(pending.untilNext(interval()));
          changes.files().forEach(pending::changed);
          rescan = changes.everything();
        }
      }
    } catch (InterruptedException e) {
      // close() interrupts
    } catch (IOException e) {
      log.atError().setCause(e).log("file source ended: the system has no file watches");
    }
  }

  /** Scans until there is no directory that came into being before it was watched. */
  private boolean watchAll(DirectoryWatch watch) {
    DirectoryScan scan = scan();
    while (true) {
      boolean all = watch.watch(scan);
      DirectoryScan again = scan();
      if (closed
          || (again.directories.equals(scan.directories)
              && again.linkTargets.equals(scan.linkTargets))) {
        return all;
      }
      scan = again;
    }
  }

  private Duration interval() {
    return watching && unavailable.isEmpty() ? RESCAN : RESCAN_UNWATCHED;
  }

  private @Nullable Fingerprint loaded(Path file) {
    FileContent content = files.get(file);
    return content == null ? null : content.fingerprint();
  }

  private DirectoryScan scan() {
    DirectoryScan scan = DirectoryScan.of(root);
    available(
        Optional.ofNullable(scan.unreadable.get(root))
            .map(why -> root + " " + why)
            .or(() -> synced ? Optional.empty() : scan.incomplete(root)));
    if (unavailable.isPresent()) {
      return scan;
    }
    scanned = true;
    scan.files.forEach(
        (file, fingerprint) -> {
          if (!fingerprint.equals(loaded(file))) {
            pending.differs(file);
          }
        });
    for (Path file : files.keySet()) {
      if (!scan.files.containsKey(file) && !scan.isBelowUnreadable(file)) {
        pending.differs(file);
      }
    }
    if (!scan.unreadable.equals(unreadable)) {
      unreadable = scan.unreadable;
      changed = true;
    }
    return scan;
  }

  private void available(Optional<String> scanFailure) {
    Optional<String> why = DirectoryScan.unavailable(root).or(() -> scanFailure);
    if (why.equals(unavailable)) {
      return;
    }
    if (why.isPresent()) {
      log.atWarn()
          .addKeyValue("directory", root)
          .addKeyValue("reason", why.get())
          .log("source directory cannot be read, keeping the last state");
    } else {
      log.atInfo().addKeyValue("directory", root).log("source directory can be read again");
    }
    unavailable = why;
    changed = true;
  }

  private void loadComplete() {
    List<Path> complete = pending.takeComplete();
    if (complete.isEmpty()) {
      return;
    }
    // A directory that went away takes its files along; that must not remove their objects.
    boolean before = unavailable.isEmpty();
    available(Optional.empty());
    rescan |= !before && unavailable.isEmpty();
    if (unavailable.isEmpty()) {
      complete.forEach(this::load);
    }
  }

  private void load(Path file) {
    Fingerprint fingerprint = Fingerprint.of(file);
    if (fingerprint == null) {
      changed |= files.remove(file) != null;
      return;
    }
    FileContent before = files.get(file);
    FileContent content = FileContent.read(file, fingerprint, before, schemas, mapper);
    files.put(file, content);
    changed = true;
    if (!fingerprint.equals(Fingerprint.of(file))) {
      pending.differs(file);
    }
  }

  private void publish() {
    if (!synced && scanned && unavailable.isEmpty() && pending.isEmpty()) {
      synced = true;
      changed = true;
    }
    boolean first = published == null && !synced && unavailable.isEmpty();
    if (!changed || first || closed) {
      return;
    }
    SourceUpdate update = current();
    changed = false;
    if (update.equals(published)) {
      return;
    }
    logNewProblems(update.problems());
    published = update;
    try {
      consumer.accept(update);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("update of the source was not taken");
    }
    KeptWriter writer = keeper;
    if (writer != null && synced) {
      writer.write(catalog.kept());
    }
  }

  private SourceUpdate current() {
    ObjectCatalog.Result result = catalog.update(files, synced);
    List<SourceProblem> problems = result.problems();
    unreadable.forEach(
        (path, why) -> {
          if (!path.equals(root)) {
            problems.add(
                new SourceProblem(Severity.ERROR, path.toString(), 0, Optional.empty(), why));
          }
        });
    DesiredState state = result.state();
    if (published != null && state.equals(published.state())) {
      state = published.state();
    }
    return new SourceUpdate(state, problems, synced, unavailable);
  }

  private void logNewProblems(List<SourceProblem> problems) {
    Set<SourceProblem> known = published == null ? Set.of() : new HashSet<>(published.problems());
    for (SourceProblem problem : problems) {
      if (known.contains(problem)) {
        continue;
      }
      LoggingEventBuilder event =
          switch (problem.severity()) {
            case ERROR, WARNING -> log.atWarn();
            case NOTE -> log.atInfo();
          };
      event = event.addKeyValue("file", problem.file()).addKeyValue("line", problem.line());
      if (problem.object().isPresent()) {
        event = event.addKeyValue("object", problem.object().get());
      }
      event.addKeyValue("reason", problem.reason()).log("problem in a source file");
    }
  }
}
