package dev.agentgateway.controlplane.source.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files that changed and may still be changing.
 *
 * <p>A file renamed over another is complete at once. Everything else is complete when nothing of
 * it changed for 20 ms, as seen here or by its time of modification; so is a deletion, since many
 * editors delete and write anew. After a second of unbroken change a file is taken as it is.
 */
final class PendingFiles {

  private static final Duration QUIET = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Map<Path, Pending> pending = new HashMap<>();
  private final Function<Path, @Nullable Fingerprint> loaded;

  /**
   * Nothing is pending yet.
   *
   * @param loaded the version of a file that is in force; null: none
   */
  PendingFiles(Function<Path, @Nullable Fingerprint> loaded) {
    this.loaded = loaded;
  }

  private static final class Pending {
    final long firstNanos;
    long sinceNanos;
    @Nullable Fingerprint seen;
    boolean deleted;
    boolean created;

    Pending(long nowNanos, @Nullable Fingerprint seen) {
      this.firstNanos = nowNanos;
      this.sinceNanos = nowNanos;
      this.seen = seen;
    }
  }

  void changed(DirectoryWatch.Change change) {
    Pending file = touch(change.path());
    switch (change.kind()) {
      case CREATED -> file.created = true;
      case DELETED -> file.deleted = true;
      case MODIFIED -> {}
    }
  }

  /** A scan found the file different from the version in force. */
  void differs(Path file) {
    touch(file);
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Takes out the files that are complete, deleted ones among them. */
  List<Path> takeComplete() {
    long nowNanos = System.nanoTime();
    List<Path> complete = new ArrayList<>();
    Iterator<Map.Entry<Path, Pending>> files = pending.entrySet().iterator();
    while (files.hasNext()) {
      Map.Entry<Path, Pending> entry = files.next();
      if (isComplete(entry.getKey(), entry.getValue(), nowNanos)) {
        complete.add(entry.getKey());
        files.remove();
      }
    }
    complete.sort(null);
    return complete;
  }

  /** Takes out all files, complete or not. */
  List<Path> takeAll() {
    List<Path> all = pending.keySet().stream().sorted().toList();
    pending.clear();
    return all;
  }

  /** How long until a file may be complete. */
  Duration untilNext(Duration atMost) {
    long nowNanos = System.nanoTime();
    long wait = atMost.toNanos();
    for (Pending file : pending.values()) {
      wait = Math.min(wait, QUIET.toNanos() - quietNanos(file, nowNanos));
    }
    return Duration.ofNanos(Math.max(wait, 0));
  }

  private Pending touch(Path file) {
    return pending.computeIfAbsent(
        file, path -> new Pending(System.nanoTime(), Fingerprint.of(path)));
  }

  private boolean isComplete(Path path, Pending file, long nowNanos) {
    Fingerprint now = Fingerprint.of(path);
    if (now == null ? file.seen != null : !now.equals(file.seen)) {
      file.seen = now;
      file.sinceNanos = nowNanos;
    }
    if (now == null) {
      file.deleted = true;
    }
    return isReplacement(path, file)
        || quietNanos(file, nowNanos) >= QUIET.toNanos()
        || nowNanos - file.firstNanos >= LONGEST.toNanos();
  }

  private boolean isReplacement(Path path, Pending file) {
    Fingerprint before = loaded.apply(path);
    Fingerprint now = file.seen;
    return file.created
        && !file.deleted
        && before != null
        && now != null
        && !now.fileKey().equals(before.fileKey());
  }

  /** How long the file has not changed, by what was seen here or by its own time. */
  private static long quietNanos(Pending file, long nowNanos) {
    long seen = nowNanos - file.sinceNanos;
    if (file.seen == null) {
      return seen;
    }
    long ageMillis = System.currentTimeMillis() - file.seen.modified().toMillis();
    return Math.max(seen, ageMillis * 1_000_000);
  }
}
