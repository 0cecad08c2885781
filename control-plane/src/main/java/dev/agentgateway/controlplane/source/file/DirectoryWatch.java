package dev.agentgateway.controlplane.source.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Notices changes below a directory by the operating system's events. */
final class DirectoryWatch implements AutoCloseable {

  /** What a watched directory is. */
  private enum Role {
    /** Part of the tree: an event names a file. */
    TREE,
    /** Holds the target of a symbolic link: any event may change what the link shows. */
    LINK_TARGET,
    /** Holds the root: an event that names the root matters. */
    PARENT
  }

  /** What happened to one path. */
  enum Kind {
    /** It came into being, or was renamed into place. */
    CREATED,
    MODIFIED,
    DELETED
  }

  record Change(Path path, Kind kind) {}

  /**
   * What happened since the last call.
   *
   * @param everything whether the tree must be scanned
   */
  record Changes(List<Change> files, boolean everything) {}

  private final Path root;
  private final WatchService service;
  private final Map<WatchKey, Watched> watched = new HashMap<>();

  private record Watched(Path directory, Role role) {}

  DirectoryWatch(Path root) throws IOException {
    this.root = root;
    this.service = FileSystems.getDefault().newWatchService();
  }

  /**
   * Watches what a scan found. Directories that are watched already stay so.
   *
   * @return whether all of them are watched
   */
  boolean watch(DirectoryScan scan) {
    Map<WatchKey, Watched> wanted = new HashMap<>();
    boolean all = true;
    Path parent = root.toAbsolutePath().getParent();
    if (parent != null) {
      all &= register(wanted, parent, Role.PARENT);
    }
    for (Path target : scan.linkTargets) {
      all &= register(wanted, target, Role.LINK_TARGET);
    }
    for (Path directory : scan.directories) {
      all &= register(wanted, directory, Role.TREE);
    }
    for (WatchKey key : watched.keySet()) {
      if (!wanted.containsKey(key)) {
        key.cancel();
      }
    }
    watched.clear();
    watched.putAll(wanted);
    return all;
  }

  /** Waits for changes, at most this long. */
  Changes await(Duration atMost) throws InterruptedException {
    List<Change> files = new ArrayList<>();
    boolean everything = false;
    try {
      WatchKey key = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
      while (key != null) {
        everything |= collect(key, files);
        key = service.poll();
      }
    } catch (ClosedWatchServiceException e) {
      return new Changes(List.of(), false);
    }
    return new Changes(files, everything);
  }

  @Override
  public void close() throws IOException {
    service.close();
  }

  /** Whether the whole tree must be scanned. */
  private boolean collect(WatchKey key, List<Change> files) {
    Watched directory = watched.get(key);
    boolean everything = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (directory == null) {
        continue;
      }
      if (!(event.context() instanceof Path name)) {
        everything = true; // events were lost
        continue;
      }
      switch (directory.role()) {
        case PARENT -> everything |= name.equals(root.getFileName());
        case LINK_TARGET -> everything = true;
        case TREE -> {
          Path path = directory.directory().resolve(name);
          if (DirectoryScan.isSource(path)) {
            files.add(new Change(path, kind(event.kind())));
          } else {
            everything |= changesTree(path);
          }
        }
      }
    }
    if (!key.reset()) {
      watched.remove(key);
      everything = true;
    }
    return everything;
  }

  /** Whether a name that is no source file may hide or show some: a directory, or a link to one. */
  private boolean changesTree(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.startsWith(".") && !name.startsWith("..")) {
      return false;
    }
    return name.startsWith("..")
        || Files.isDirectory(path)
        || watched.values().stream().anyMatch(known -> known.directory().equals(path));
  }

  private static Kind kind(WatchEvent.Kind<?> kind) {
    if (kind.equals(StandardWatchEventKinds.ENTRY_CREATE)) {
      return Kind.CREATED;
    }
    return kind.equals(StandardWatchEventKinds.ENTRY_DELETE) ? Kind.DELETED : Kind.MODIFIED;
  }

  private boolean register(Map<WatchKey, Watched> wanted, Path directory, Role role) {
    WatchKey key = key(directory);
    if (key == null) {
      return false;
    }
    // One directory has one key; the role of the tree, asked for last, is the most precise one,
    // except where links point into it.
    Watched before = wanted.get(key);
    if (before == null || before.role() != Role.LINK_TARGET) {
      wanted.put(key, new Watched(directory, role));
    }
    return true;
  }

  private @Nullable WatchKey key(Path directory) {
    try {
      return directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException e) {
      return null;
    }
  }
}
