package dev.agentgateway.dataplane.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A proxy's own directory, locked until closed, and the id that goes with it.
 *
 * <p>Without {@code --state-dir} it is {@code $XDG_STATE_HOME/agentgateway/ID} (default {@code
 * ~/.local/state}). Without {@code --id} as well, the first directory of this host that no running
 * proxy holds is used again, so that a restarted proxy finds its state and replicas on one host do
 * not share one.
 */
public final class StateDirectory implements AutoCloseable {

  private static final String ID_FILE = "id";
  private static final String LOCK_FILE = "lock";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final String id;
  private final Path path;
  private final FileChannel lock;

  private StateDirectory(String id, Path path, FileChannel lock) {
    this.id = id;
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes, locks and returns the directory.
   *
   * @throws IOException with a message for people: it cannot be written, or another process holds
   *     it
   */
  public static StateDirectory open(DataPlaneConfig config, Map<String, String> environment)
      throws IOException {
    Optional<String> id = config.node().id();
    if (config.stateDir().isPresent()) {
      return openAt(config.stateDir().get(), id);
    }
    Path base = base(environment);
    if (id.isPresent()) {
      return openAt(base.resolve(id.get()), id);
    }
    for (Path candidate : earlierDirectories(base)) {
      StateDirectory free = tryOpen(candidate, Optional.empty());
      if (free != null) {
        return free;
      }
    }
    String fresh = freshId();
    return openAt(base.resolve(fresh), Optional.of(fresh));
  }

  /** xDS node id. */
  public String id() {
    return id;
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

  private static StateDirectory openAt(Path path, Optional<String> id) throws IOException {
    StateDirectory opened;
    try {
      opened = tryOpen(path, id);
    } catch (IOException e) {
      throw new IOException(
          "--state-dir: cannot write " + path + " (" + e.getClass().getSimpleName() + ")", e);
    }
    if (opened == null) {
      throw new IOException(
          "--state-dir: "
              + path
              + " is in use by another proxy (expected: a directory of its own)");
    }
    return opened;
  }

  private static @Nullable StateDirectory tryOpen(Path path, Optional<String> id)
      throws IOException {
    Files.createDirectories(path, ownerOnly("rwx------"));
    Path lockFile = path.resolve(LOCK_FILE);
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      held = lock != null;
      return held ? new StateDirectory(keptId(path, id), path, channel) : null;
    } catch (OverlappingFileLockException e) {
      return null;
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private static String keptId(Path path, Optional<String> given) throws IOException {
    Path file = path.resolve(ID_FILE);
    if (given.isEmpty() && Files.exists(file)) {
      String kept = Files.readString(file).strip();
      if (!kept.isEmpty()) {
        return kept;
      }
    }
    String id = given.orElseGet(StateDirectory::freshId);
    Files.writeString(file, id + "\n");
    return id;
  }

  private static List<Path> earlierDirectories(Path base) throws IOException {
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(base, hostName() + "-*")) {
      for (Path entry : entries) {
        if (Files.exists(entry.resolve(ID_FILE)) && Files.isWritable(entry)) {
          found.add(entry);
        }
      }
    }
    Collections.sort(found);
    return found;
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

  private static String freshId() {
    return hostName() + "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
