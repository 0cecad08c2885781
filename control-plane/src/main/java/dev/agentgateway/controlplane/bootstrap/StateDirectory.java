package dev.agentgateway.controlplane.bootstrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control plane's own directory, locked until closed.
 *
 * <p>Without {@code --state-dir} it is {@code $XDG_STATE_HOME/agentgateway/control-plane} (default
 * {@code ~/.local/state}), or with a number behind it the first one that no running control plane
 * holds.
 */
public final class StateDirectory implements AutoCloseable {

  private static final String LOCK_FILE = "lock";
  private static final int MAX_ON_ONE_HOST = 64;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;
  private final FileChannel lock;

  private StateDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes, locks and returns the directory.
   *
   * @param stateDir as asked for
   * @throws IOException with a message for people: it cannot be written, or another process holds
   *     it
   */
  public static StateDirectory open(Optional<Path> stateDir, Map<String, String> environment)
      throws IOException {
    if (stateDir.isPresent()) {
      return openAt(stateDir.get());
    }
    Path first = base(environment).resolve("control-plane");
    for (int i = 1; i < MAX_ON_ONE_HOST; i++) {
      Path path = i == 1 ? first : first.resolveSibling("control-plane-" + i);
      StateDirectory free = writable(path);
      if (free != null) {
        return free;
      }
    }
    return openAt(first);
  }

  /** The directory; only its owner may enter it. */
  public Path path() {
    return path;
  }

  /** Lets another process have the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static StateDirectory openAt(Path path) throws IOException {
    StateDirectory opened = writable(path);
    if (opened == null) {
      throw new IOException(
          "--state-dir: "
              + path
              + " is in use by another control plane (expected: a directory of its own)");
    }
    return opened;
  }

  /** Null where another process holds it. */
  private static @Nullable StateDirectory writable(Path path) throws IOException {
    try {
      return tryOpen(path);
    } catch (IOException e) {
      throw new IOException(
          "--state-dir: cannot write "
              + path
              + " ("
              + e.getClass().getSimpleName()
              + "; expected: a directory that this user may write)",
          e);
    }
  }

  private static @Nullable StateDirectory tryOpen(Path path) throws IOException {
    Files.createDirectories(path, ownerOnly());
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      held = lock != null;
      return held ? new StateDirectory(path, channel) : null;
    } catch (OverlappingFileLockException e) {
      return null;
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private static Path base(Map<String, String> environment) {
    String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
    Path parent =
        stateHome.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")))
                .resolve(".local/state")
            : Path.of(stateHome);
    return parent.resolve("agentgateway");
  }

  private static FileAttribute<?>[] ownerOnly() {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
