package dev.agentgateway.controlplane.source.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a directory tree holds. Symbolic links are followed; names that begin with a dot are passed
 * over, among them the versions that Kubernetes keeps behind {@code ..data}.
 */
final class DirectoryScan {

  final TreeMap<Path, Fingerprint> files = new TreeMap<>();

  /** Directories that hold files or may come to hold some. */
  final Set<Path> directories = new LinkedHashSet<>();

  /** Directories outside the tree that symbolic links point into. */
  final Set<Path> linkTargets = new LinkedHashSet<>();

  /** What cannot be read: nothing is known about these paths and what is below them. */
  final TreeMap<Path, String> unreadable = new TreeMap<>();

  private DirectoryScan() {}

  /** Scans a tree. A root that cannot be read is in {@link #unreadable}. */
  static DirectoryScan of(Path root) {
    DirectoryScan scan = new DirectoryScan();
    try {
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          scan.new Visitor(root));
    } catch (IOException e) {
      scan.unreadable.put(root, reason(e));
    }
    return scan;
  }

  /** Why the root cannot be read; empty: it can. */
  static Optional<String> unavailable(Path root) {
    if (!Files.exists(root)) {
      return Optional.of("directory " + root + " does not exist");
    }
    if (!Files.isDirectory(root)) {
      return Optional.of(root + " is not a directory");
    }
    if (!Files.isReadable(root) || !Files.isExecutable(root)) {
      return Optional.of("directory " + root + " cannot be read: permission denied");
    }
    return Optional.empty();
  }

  /** Why what was found cannot be all that there is to be; empty: it can. */
  Optional<String> incomplete(Path root) {
    if (!unreadable.isEmpty()) {
      return Optional.of(unreadable.firstKey() + " " + unreadable.firstEntry().getValue());
    }
    return files.isEmpty()
        ? Optional.of("directory " + root + " holds no .yaml, .yml or .json file yet")
        : Optional.empty();
  }

  static boolean isSource(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }

  boolean isBelowUnreadable(Path file) {
    return unreadable.keySet().stream().anyMatch(file::startsWith);
  }

  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "cannot be read: permission denied";
      case NoSuchFileException _ -> "does not exist";
      default -> "cannot be read: " + e;
    };
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

    private final Path root;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (!directory.equals(root) && name(directory).startsWith(".")) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      directories.add(directory);
      addLinkTarget(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isSource(file) && attributes.isRegularFile()) {
        files.put(file, Fingerprint.of(attributes));
        addLinkTarget(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
      boolean hidden = !path.equals(root) && name(path).startsWith(".");
      if (!hidden && !(e instanceof FileSystemLoopException) && Files.exists(path)) {
        unreadable.put(path, reason(e));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      if (e != null) {
        unreadable.put(directory, reason(e));
      }
      return FileVisitResult.CONTINUE;
    }

    private void addLinkTarget(Path path) {
      if (!Files.isSymbolicLink(path)) {
        return;
      }
      try {
        Path parent = path.toRealPath().getParent();
        if (parent != null) {
          linkTargets.add(parent);
        }
      } catch (IOException e) {
        // The link changed under the scan; the event of that change leads to the next scan.
      }
    }
  }
}
